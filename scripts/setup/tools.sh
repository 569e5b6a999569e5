#!/usr/bin/env bash
# Tools of the build, in cargo's own bin folder: once for the machine, not for the clone.
source "$(dirname "$0")/../lib.sh"

version_of() { "$@" --version 2>/dev/null | head -n1 | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n1; }

# Tools are used for seconds: building them fast matters more than how fast they run.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1
CARGO_TARGET_DIR="${TMPDIR:-/var/tmp}/lyceum-tools-$(id -u)"
export CARGO_TARGET_DIR

if [ "$(version_of wasm-bindgen)" != "$WASM_BINDGEN_VERSION" ]; then
    step "wasm-bindgen $WASM_BINDGEN_VERSION (about 2 minutes)"
    # Its lock file names a version that is not published: not --locked.
    quietly wasm-bindgen cargo install wasm-bindgen-cli --version "$WASM_BINDGEN_VERSION"
fi

if [ "$(version_of cargo leptos)" != "$CARGO_LEPTOS_VERSION" ] ||
    [ "$(cat "$CARGO_LEPTOS_BUILT" 2>/dev/null)" != "$CARGO_LEPTOS_VERSION $WASM_SPLIT_VERSION" ]; then
    step "cargo-leptos $CARGO_LEPTOS_VERSION (about 9 minutes, once)"
    quietly cargo-leptos scripts/setup/cargo-leptos.sh
fi

if [ "${1:-run}" = test ]; then
    if [ "$(version_of leptosfmt)" != "$LEPTOSFMT_VERSION" ]; then
        step "leptosfmt $LEPTOSFMT_VERSION"
        quietly leptosfmt cargo install leptosfmt --version "$LEPTOSFMT_VERSION" --locked
    fi
    if ! cargo nextest --version >/dev/null 2>&1; then
        step "cargo-nextest $NEXTEST_VERSION"
        nextest() {
            curl -sSfL --max-time 120 "https://get.nexte.st/$NEXTEST_VERSION/linux" | tar -xz -C "${CARGO_HOME:-$HOME/.cargo}/bin" ||
                cargo install cargo-nextest --version "$NEXTEST_VERSION" --locked
        }
        quietly nextest nextest
    fi
fi
rm -rf --one-file-system "$CARGO_TARGET_DIR"
