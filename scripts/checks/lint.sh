#!/usr/bin/env bash
# clippy on both halves, warnings denied.
source "$(dirname "$0")/../lib.sh"

step "clippy, the server's half"
cargo clippy --workspace --exclude frontend --features app/ssr --all-targets -- --deny warnings
step "clippy, the browser's half"
cargo clippy --package frontend --target wasm32-unknown-unknown -- --deny warnings
step "the decoder's fuzz target"
cargo check --manifest-path fuzz/Cargo.toml --locked
