#!/usr/bin/env bash
# cargo-leptos with a newer splitter than its lock file names: the one that leaves each piece its own data,
# which takes a tenth off what a first page loads. Everything else is as locked.
# It needs a newer Rust than Lyceum does: the active one if it will do, a newer stable, or Debian's.
source "$(dirname "$0")/../lib.sh"

NEEDS=1.96
new_enough() { at_least "$("$@" --version 2>/dev/null | cut -d' ' -f2)" "$NEEDS"; }

if new_enough rustc; then
    rust=()
elif has rustup && rustup toolchain install "$NEEDS" --profile minimal; then
    rust=(rustup run "$NEEDS")
else
    new_enough /usr/bin/rustc || as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends rustc-web cargo-web
    unset RUSTUP_TOOLCHAIN
    export PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc
    rust=()
fi

work="$(mktemp -d "${TMPDIR:-/var/tmp}/lyceum-cargo-leptos.XXXXXX")"
trap 'rm -rf --one-file-system "$work"' EXIT

# cargo hands out the source of what something depends on.
mkdir -p "$work/asks/src"
touch "$work/asks/src/lib.rs"
cat >"$work/asks/Cargo.toml" <<END
[package]
name = "asks"
edition = "2024"
[dependencies]
cargo-leptos = { version = "=$CARGO_LEPTOS_VERSION", default-features = false }
END
found="$("${rust[@]}" cargo metadata --format-version 1 --manifest-path "$work/asks/Cargo.toml" |
    python3 -c 'import json, sys
print(next(p["manifest_path"] for p in json.load(sys.stdin)["packages"] if p["name"] == "cargo-leptos"))')"
cp -r "$(dirname "$found")" "$work/cargo-leptos"
cd "$work/cargo-leptos"
# The splitter asks for a newer rayon than the one that is locked.
"${rust[@]}" cargo update --package rayon
"${rust[@]}" cargo update --package wasm_split_cli_support --precise "$WASM_SPLIT_VERSION"
"${rust[@]}" cargo install --path . --locked --force --no-default-features --features no_downloads --root "${CARGO_HOME:-$HOME/.cargo}"
mkdir -p "$(dirname "$CARGO_LEPTOS_BUILT")"
echo "$CARGO_LEPTOS_VERSION $WASM_SPLIT_VERSION" >"$CARGO_LEPTOS_BUILT"
