#!/usr/bin/env bash
# Rust and its wasm target: by rustup where it can download, else from Debian's own packages.
source "$(dirname "$0")/../lib.sh"

wasm_ready() { compgen -G "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null; }
rust_version() { rustc --version 2>/dev/null | cut -d' ' -f2; }

if has rustc && at_least "$(rust_version)" "$RUST_MINIMUM" && wasm_ready; then exit 0; fi

if ! has rustup; then
    step "Rust, by rustup"
    # It looks at the name it is called by.
    folder="$(mktemp -d)"
    installer="$folder/rustup-init"
    trap 'rm -rf --one-file-system "$folder"' EXIT
    if curl --proto '=https' --tlsv1.2 -sSf --max-time 120 -o "$installer" \
        "https://static.rust-lang.org/rustup/dist/$(uname -m)-unknown-linux-gnu/rustup-init"; then
        chmod +x "$installer"
        install() { "$installer" -y --no-modify-path --default-toolchain "$RUST_VERSION" --profile minimal --component rustfmt,clippy; }
        install || note "rustup could not install Rust"
    else
        note "rustup cannot be downloaded"
    fi
fi

if has rustup; then
    if ! at_least "$(rust_version)" "$RUST_MINIMUM"; then
        step "Rust $RUST_MINIMUM or newer"
        if rustup toolchain install "$RUST_VERSION" --profile minimal --component rustfmt,clippy; then
            rustup default "$RUST_VERSION"
        else
            note "rustup cannot download it"
        fi
    fi
    if at_least "$(rust_version)" "$RUST_MINIMUM" && ! wasm_ready; then
        step "the wasm target"
        rustup target add wasm32-unknown-unknown || note "rustup cannot download it"
    fi
fi

if has rustc && at_least "$(rust_version)" "$RUST_MINIMUM" && wasm_ready; then exit 0; fi
exec scripts/setup/rust-from-debian.sh
