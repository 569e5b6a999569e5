#!/usr/bin/env bash
# Formatting of Rust and of its view! macros, and the shell scripts' own lint.
source "$(dirname "$0")/../lib.sh"

step "formatting"
cargo fmt --all --check
# leptosfmt knows no glob of its own; it prints each file it would change.
find app/src frontend/src -name '*.rs' -print0 | xargs -0 leptosfmt --check --quiet
shellcheck scripts/*.sh scripts/*/*.sh
