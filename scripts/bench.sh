#!/usr/bin/env bash
# Figures: the terminal channel (and its peers, where they are installed), then the pages.
# usage: scripts/bench.sh [--write] [termbench's options, see termbench --help]
#   --write puts the tables into docs/BENCHMARKS.md; --only b1,b3 takes these figures alone;
#   --quick shows within minutes whether everything works. LYCEUM_PROFILE=debug measures the unoptimised build.
source "$(dirname "$0")/lib.sh"
source scripts/demo-server.sh

scripts/setup.sh test
source scripts/lib.sh
profile="${LYCEUM_PROFILE:-release}"
options=() pages=yes
for option in "$@"; do
    case "$option" in
        --write)
            options+=(--write docs/BENCHMARKS.md)
            export WRITE="$ROOT/docs/BENCHMARKS.md"
            ;;
        --only | --only=* | --quick) options+=("$option") pages=no ;;
        *) options+=("$option") ;;
    esac
done
export LYCEUM_ALLOW_HOST_SHELL=true LYCEUM_HOST_SHELL=/bin/sh LYCEUM_RECORD_HOST_SHELLS=false
export LYCEUM_TERMINALS_PER_PERSON=2000 LYCEUM_SOCKETS_PER_PERSON=2000
demo_server "$profile"
step "terminals"
build=(cargo build -p termbench)
if [ "$profile" = release ]; then build+=(--release); fi
"${build[@]}"
"target/$profile/termbench" --address "$LYCEUM_LISTEN" --pid "$(cat "$(demo_agent_pid)"),$DEMO_PID" "${options[@]}"
if [ "$pages" = yes ]; then
    step "pages"
    (cd end2end && node bench/pages.mjs)
fi
