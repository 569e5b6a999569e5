# Sourced by every script here: where things are, and how a step is announced.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"

# Versions that are known to work together; the crates' own stand in Cargo.lock.
RUST_MINIMUM=1.94
# What set-up installs where there is no Rust: new enough for the tools as well.
RUST_VERSION=1.96.0
WASM_BINDGEN_VERSION=0.2.130
CARGO_LEPTOS_VERSION=0.3.11
WASM_SPLIT_VERSION=0.2.4
LEPTOSFMT_VERSION=0.1.33
NEXTEST_VERSION=0.9.143
NODE_MINIMUM=20
NODE_VERSION=22
# Where set-up puts a Node of its own when the machine's is older.
NODE_HOME="${XDG_CACHE_HOME:-$HOME/.cache}/lyceum/node"
# Which cargo-leptos set-up built, and with which splitter.
CARGO_LEPTOS_BUILT="${CARGO_HOME:-$HOME/.cargo}/.lyceum-cargo-leptos"
LAB_IMAGE="${LYCEUM_LAB_IMAGE:-lyceum/lab:2}"

# npm's tools first, so that cargo-leptos finds tailwindcss and wasm-opt; cargo's own bin folder for what set-up installs.
export PATH="$ROOT/node_modules/.bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
if [ -x "$NODE_HOME/node_modules/node/bin/node" ]; then export PATH="$NODE_HOME/node_modules/node/bin:$PATH"; fi
# Which toolchain set-up chose; absent where rustup has the wasm target.
TOOLCHAIN_CHOICE="$ROOT/target/.toolchain"
if [ -s "$TOOLCHAIN_CHOICE" ]; then
    RUSTUP_TOOLCHAIN="$(cat "$TOOLCHAIN_CHOICE")"
    export RUSTUP_TOOLCHAIN
fi

if [ -t 1 ]; then BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' GREEN=$'\e[32m' PLAIN=$'\e[0m'; else BOLD='' DIM='' RED='' GREEN='' PLAIN=''; fi

say() { printf '%s\n' "$*"; }
step() { printf '%s==>%s %s\n' "$BOLD" "$PLAIN" "$*"; }
note() { printf '    %s%s%s\n' "$DIM" "$*" "$PLAIN"; }
die() {
    printf '%serror:%s %s\n' "$RED" "$PLAIN" "$*" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# True when version $1 is at least $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n1)" = "$2" ]; }

# Runs a long command with its output in target/log/NAME.log, showing that it lives; on failure shows the end of the log.
# usage: quietly NAME command…
quietly() {
    local name="$1" log="$ROOT/target/log/$1.log" started=$SECONDS pid
    shift
    mkdir -p "$ROOT/target/log"
    "$@" >"$log" 2>&1 &
    pid=$!
    local shown=0
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.2
        if [ $((SECONDS - started)) -ge $((shown + 30)) ]; then
            shown=$((SECONDS - started))
            note "$name: ${shown} s so far; $(tail -n1 "$log" | tr -d '\r' | cut -c1-90)"
        fi
    done
    if ! wait "$pid"; then
        tail -n 40 "$log" >&2
        die "$name failed; the whole output is in target/log/$name.log"
    fi
}

# Runs as root: as it is, or by sudo; fails with what to do where neither goes.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif has sudo; then
        sudo "$@"
    else
        die "this needs root, and there is no sudo: run as root: $*"
    fi
}

# A TCP port that nobody listens on now.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# One hash over everything that a build of the site reads.
source_hash() {
    find .cargo Cargo.toml Cargo.lock app server frontend migrations style public package-lock.json scripts/compress.mjs -type f -not -path '*/target/*' -print0 |
        sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}
