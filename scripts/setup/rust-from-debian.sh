#!/usr/bin/env bash
# Where rustup cannot download: Debian's rustc-web, with the wasm target's standard library built
# here from Debian's copy of its source. The choice is kept in target/.toolchain.
source "$(dirname "$0")/../lib.sh"

TARGET=wasm32-unknown-unknown
RUSTLIB=/usr/lib/rustlib

step "Rust and the wasm target from Debian's packages"
packages() {
    as_root apt-get update &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends rustc-web cargo-web rust-web-src lld
}
quietly rust-packages packages

found="$(/usr/bin/rustc --version | cut -d' ' -f2)"
at_least "$found" "$RUST_MINIMUM" || die "Debian's Rust is $found here, and $RUST_MINIMUM is needed: add bookworm-security to apt's sources, or install rustup"

# wasm is linked by rust-lld; rustup ships one, Debian calls its own wasm-ld.
if [ ! -e "$RUSTLIB/x86_64-unknown-linux-gnu/bin/rust-lld" ]; then
    as_root mkdir -p "$RUSTLIB/x86_64-unknown-linux-gnu/bin"
    linker="$(compgen -G "$HOME/.rustup/toolchains/*/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld" | head -n1 || true)"
    as_root ln -sf "${linker:-$(command -v lld)}" "$RUSTLIB/x86_64-unknown-linux-gnu/bin/rust-lld"
fi

if ! compgen -G "$RUSTLIB/$TARGET/lib/libstd-*.rlib" >/dev/null; then
    step "the standard library for wasm"
    work="$(mktemp -d)"
    trap 'rm -rf --one-file-system "$work"' EXIT
    mkdir "$work/src"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n' >"$work/Cargo.toml"
    : >"$work/src/lib.rs"
    build_std() {
        cd "$work" || return
        env -u RUSTUP_TOOLCHAIN RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" \
            /usr/bin/cargo build --release --target "$TARGET" -Zbuild-std=std,panic_abort,proc_macro
    }
    quietly wasm-std build_std
    rm -f "$work/target/$TARGET/release/deps/"libempty-*.rlib
    as_root mkdir -p "$RUSTLIB/$TARGET/lib"
    as_root cp "$work/target/$TARGET/release/deps/"*.rlib "$RUSTLIB/$TARGET/lib/"
fi

mkdir -p "$(dirname "$TOOLCHAIN_CHOICE")"
if has rustup; then
    rustup toolchain link debian /usr
    echo debian >"$TOOLCHAIN_CHOICE"
fi
