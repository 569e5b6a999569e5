#!/usr/bin/env bash
# The end-to-end tests: a fresh demo school on a free port, in Chromium. usage: scripts/e2e.sh [playwright's arguments]
# LYCEUM_PROFILE=debug tests the unoptimised build; LYCEUM_URL a server that runs already.
source "$(dirname "$0")/lib.sh"
source scripts/demo-server.sh

if [ -z "${LYCEUM_URL:-}" ]; then demo_server "${LYCEUM_PROFILE:-release}"; fi
(cd end2end && npx tsc && npx playwright test "$@")
