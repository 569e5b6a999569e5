#!/usr/bin/env bash
# Builds unoptimised, serves the demo school, and builds again and reloads the page on every change.
source "$(dirname "$0")/lib.sh"

scripts/setup.sh run
source scripts/lib.sh
if [ ! -e "${LYCEUM_DATA_DIR:-data}/lyceum.db" ] && [ -z "${DATABASE_URL:-}" ]; then
    cargo build -p server
    target/debug/lyceum seed --if-empty
fi
rm -f target/site.stamp
exec cargo leptos watch --split
