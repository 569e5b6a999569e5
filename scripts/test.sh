#!/usr/bin/env bash
# Everything that must hold before a change is taken, the fast checks first.
source "$(dirname "$0")/lib.sh"

scripts/setup.sh test
source scripts/lib.sh

scripts/checks/format.sh
scripts/checks/deploy.sh
scripts/checks/wasm-dependencies.sh
scripts/checks/lint.sh
scripts/checks/tests.sh
scripts/e2e.sh
step "all of it holds, after $((SECONDS / 60)) min $((SECONDS % 60)) s"
