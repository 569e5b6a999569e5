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
# On localhost, so that nobody can give us an image by owning its name on a public registry.
LAB_IMAGE="${LYCEUM_LAB_IMAGE:-localhost/lyceum/lab:2}"

# npm's tools first, so that cargo-leptos finds tailwindcss and wasm-opt; cargo's own bin folder for what set-up installs;
# what Debian keeps off the path of those who are not root.
export PATH="$ROOT/node_modules/.bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin:/usr/sbin:/sbin"
if [ -x "$NODE_HOME/node_modules/node/bin/node" ]; then export PATH="$NODE_HOME/node_modules/node/bin:$PATH"; fi
# Which toolchain set-up chose; absent where rustup has the wasm target.
TOOLCHAIN_CHOICE="$ROOT/target/.toolchain"
if [ -s "$TOOLCHAIN_CHOICE" ]; then
    RUSTUP_TOOLCHAIN="$(cat "$TOOLCHAIN_CHOICE")"
    export RUSTUP_TOOLCHAIN
fi

# The engine that Lyceum is told to use is docker's too.
if [ -n "${LYCEUM_DOCKER_HOST:-}" ]; then export DOCKER_HOST="$LYCEUM_DOCKER_HOST"; fi

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

# Runs a long command with its output in target/log/NAME.log, showing how far it is; stops where it fails.
# usage: quietly NAME command…
quietly() {
    logged "$@"
    finished "$1"
}

# Waits for what `logged` has started, and ends the script where that failed.
finished() {
    if ! follow "$1"; then
        tail -n 40 "$ROOT/target/log/$1.log" | sed 's/.*\r//' >&2
        die "$1 failed; the whole output is in target/log/$1.log"
    fi
}

# As quietly, for what may fail: fails then, and says nothing.
attempt() {
    logged "$@"
    follow "$1"
}

# Starts what quietly and attempt run.
logged() {
    local log="$ROOT/target/log/$1.log"
    shift
    mkdir -p "$ROOT/target/log"
    # cargo counts what it builds only where it is told to: the log is no terminal.
    CARGO_TERM_PROGRESS_WHEN=always CARGO_TERM_PROGRESS_WIDTH=80 "$@" >"$log" 2>&1 &
    LOGGED=$!
}

# Waits for it.
follow() {
    local started=$SECONDS shown=0
    while kill -0 "$LOGGED" 2>/dev/null; do
        sleep 0.2
        if [ $((SECONDS - started)) -ge $((shown + 30)) ]; then
            shown=$((SECONDS - started))
            note "$1: ${shown} s so far; $(how_far "$ROOT/target/log/$1.log")"
        fi
    done
    wait "$LOGGED"
}

# What a log says last: cargo's count (312/540) where it counts, else the line.
how_far() {
    local last
    # What overwrites itself on a terminal ends in a carriage return.
    last="$(tail -c 2000 "$1" | tr '\r' '\n' | sed -E 's/\x1b\[[0-9;]*[A-Za-z]//g' | grep '[^ ]' | tail -n1 || true)"
    if [[ "$last" =~ \]\ +([0-9]+/[0-9]+) ]]; then last="${BASH_REMATCH[1]}"; fi
    printf '%s\n' "${last:0:90}"
}

may_be_root() { [ "$(id -u)" = 0 ] || has sudo; }

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

# A key of the configuration as the program reads it: the environment, then the file, then the default. For plain text.
# usage: setting KEY DEFAULT
setting() {
    local name="LYCEUM_${1^^}" file="${LYCEUM_CONFIG:-lyceum.toml}" value=''
    if [ -n "${!name:-}" ]; then
        value="${!name}"
    elif [ -f "$file" ]; then
        value="$(sed -nE "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*[\"']([^\"']*).*/\1/p" "$file")"
    fi
    printf '%s\n' "${value:-$2}"
}

# A TCP port that nobody listens on now.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# The folder below target/ with the server of a build: that of the tests is theirs. usage: profile_of release|debug|tested
profile_of() { printf '%s\n' "${1/tested/debug}"; }

# One hash over everything that a build of the site reads.
source_hash() {
    find .cargo Cargo.toml Cargo.lock app server frontend migrations style public package-lock.json scripts/compress.mjs scripts/sheet.mjs -type f -not -path '*/target/*' -print0 |
        sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}
