#!/usr/bin/env bash
# Rust and its wasm target: by rustup where it can download, else from Debian's own packages.
source "$(dirname "$0")/../lib.sh"

wasm_ready() { compgen -G "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null; }
rust_version() { rustc --version 2>/dev/null | cut -d' ' -f2; }

if has rustc && at_least "$(rust_version)" "$RUST_MINIMUM" && wasm_ready; then exit 0; fi

if ! has rustup; then
    step "Rust, by rustup"
    installer="$(mktemp)"
    trap 'rm -f "$installer"' EXIT
    if curl --proto '=https' --tlsv1.2 -sSf --max-time 60 https://sh.rustup.rs -o "$installer"; then
        quietly rustup sh "$installer" -y --profile minimal --component rustfmt,clippy || true
    else
        note "rustup cannot be downloaded"
    fi
fi

if has rustup; then
    if ! at_least "$(rust_version)" "$RUST_MINIMUM"; then
        step "Rust $RUST_MINIMUM or newer"
        rustup toolchain install stable --profile minimal --component rustfmt,clippy || note "rustup cannot download it"
    fi
    if at_least "$(rust_version)" "$RUST_MINIMUM" && ! wasm_ready; then
        step "the wasm target"
        rustup target add wasm32-unknown-unknown || note "rustup cannot download it"
    fi
fi

if has rustc && at_least "$(rust_version)" "$RUST_MINIMUM" && wasm_ready; then exit 0; fi
exec scripts/setup/rust-from-debian.sh
