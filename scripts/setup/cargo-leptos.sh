#!/usr/bin/env bash
# cargo-leptos needs a newer Rust than Lyceum does: the active one if it will do, a newer stable, or Debian's.
source "$(dirname "$0")/../lib.sh"

NEEDS=1.96
install() { "$@" install cargo-leptos --version "$CARGO_LEPTOS_VERSION" --locked --no-default-features --features no_downloads \
    --root "${CARGO_HOME:-$HOME/.cargo}"; }
new_enough() { at_least "$("$@" --version 2>/dev/null | cut -d' ' -f2)" "$NEEDS"; }

if new_enough rustc; then
    install cargo
elif has rustup && rustup toolchain install "$NEEDS" --profile minimal; then
    install rustup run "$NEEDS" cargo
else
    new_enough /usr/bin/rustc || as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends rustc-web cargo-web
    unset RUSTUP_TOOLCHAIN
    export PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc
    install /usr/bin/cargo
fi
