#!/usr/bin/env bash
# Unit, property, integration and engine tests: on SQLite, on a PostgreSQL of their own, on the real
# engine. usage: scripts/checks/tests.sh [nextest's arguments]
source "$(dirname "$0")/../lib.sh"
source scripts/postgres.sh

docker version >/dev/null 2>&1 || die "the engine tests need a container engine; none answers"
# Each terminal on the host is to have a control group of its own.
if ! grep -q ' - cgroup2 ' /proc/self/mountinfo; then
    as_root mkdir -p /sys/fs/cgroup/unified
    as_root mount -t cgroup2 none /sys/fs/cgroup/unified || die "the tests of terminals need cgroup v2"
fi
step "tests"
postgres_start
# What tests made of busybox; one that somebody else's tests still use stays.
images_remove() {
    docker image ls --quiet --filter reference='lyceum-*-test/busybox' | xargs --no-run-if-empty docker image rm >/dev/null 2>&1 || true
}
trap 'images_remove; postgres_stop' EXIT
cargo nextest run --workspace --exclude frontend --features app/ssr "$@"
