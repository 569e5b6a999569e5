#!/usr/bin/env bash
# The end-to-end tests: a fresh demo school on a free port, in Chromium. usage: scripts/e2e.sh [playwright's arguments]
# LYCEUM_PROFILE=debug tests the unoptimised build; LYCEUM_URL a server that runs already.
source "$(dirname "$0")/lib.sh"
source scripts/demo-server.sh

export LYCEUM_ALLOW_HOST_SHELL=true LYCEUM_HOST_SHELL=/bin/sh LYCEUM_PROFILE="${LYCEUM_PROFILE:-release}"
if [ -z "${LYCEUM_URL:-}" ]; then demo_server "$LYCEUM_PROFILE"; fi
(cd end2end && npx tsc && npx playwright test "$@")
