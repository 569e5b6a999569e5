#!/usr/bin/env bash
# Unit, property, integration and engine tests: on SQLite, on a PostgreSQL of their own, on the real
# engine. usage: scripts/checks/tests.sh [nextest's arguments]
source "$(dirname "$0")/../lib.sh"
source scripts/postgres.sh

docker version >/dev/null 2>&1 || die "the engine tests need a container engine; none answers"
step "tests"
postgres_start
cargo nextest run --workspace --exclude frontend --features app/ssr "$@"
