#!/usr/bin/env bash
# Takes the README's pictures again, from a fresh demo school: docs/pictures/*.png.
source "$(dirname "$0")/lib.sh"
source scripts/demo-server.sh

scripts/setup.sh test
source scripts/lib.sh
if [ -z "${LYCEUM_URL:-}" ]; then demo_server "${LYCEUM_PROFILE:-release}"; fi
mkdir -p docs/pictures
(cd end2end && node pictures.mjs ../docs/pictures)
