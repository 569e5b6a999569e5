#!/usr/bin/env bash
# Figures: the terminal channel (and its peers, where they are installed), then the pages.
source "$(dirname "$0")/lib.sh"
source scripts/demo-server.sh

scripts/setup.sh test
source scripts/lib.sh
export LYCEUM_ALLOW_HOST_SHELL=true LYCEUM_HOST_SHELL=/bin/sh LYCEUM_TERMINALS_PER_PERSON=2000
demo_server release
step "terminals"
cargo build --release -p termbench
target/release/termbench --address "$LYCEUM_LISTEN" --pid "$(cat "$(demo_agent_pid)")"
step "pages"
(cd end2end && node bench/pages.mjs)
