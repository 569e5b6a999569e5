#!/usr/bin/env bash
# Brings a Debian machine to where Lyceum can be built and run. Does only what is missing.
# usage: scripts/setup.sh [run|test]     test adds what only the checks need
source "$(dirname "$0")/lib.sh"

purpose="${1:-run}"
scripts/setup/packages.sh "$purpose"
scripts/setup/rust.sh
# What set-up just chose or installed counts from here on.
source scripts/lib.sh
scripts/setup/tools.sh "$purpose"
scripts/setup/node.sh "$purpose"
scripts/setup/engine.sh
scripts/setup/lab-image.sh "$purpose"
