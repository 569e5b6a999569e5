#!/usr/bin/env bash
# Figures: the terminal channel (and its peers, where they are installed), then the pages.
source "$(dirname "$0")/lib.sh"
source scripts/demo-server.sh

scripts/setup.sh test
source scripts/lib.sh
demo_server release
step "pages"
(cd end2end && node bench/pages.mjs)
