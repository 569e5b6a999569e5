#!/usr/bin/env bash
# The end-to-end tests: a fresh demo school on a free port, in Chromium. usage: scripts/e2e.sh [playwright's arguments]
# The site is as it is shipped, the server as the Rust tests have built it: a check more, and minutes less than another.
# LYCEUM_BUILD=release tests the program that is shipped; LYCEUM_URL a server that runs already.
source "$(dirname "$0")/lib.sh"
source scripts/demo-server.sh

build="${LYCEUM_BUILD:-tested}"
LYCEUM_PROFILE="$(profile_of "$build")"
export LYCEUM_PROFILE LYCEUM_ALLOW_HOST_SHELL=true LYCEUM_HOST_SHELL=/bin/sh
if [ -z "${LYCEUM_URL:-}" ]; then demo_server "$build"; fi
(cd end2end && npx tsc && npx playwright test "$@")
