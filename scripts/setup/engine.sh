#!/usr/bin/env bash
# A container engine: the one that answers; else Debian's Docker, started here when we may. Without
# one Lyceum starts all the same, and its pages say how to connect one.
source "$(dirname "$0")/../lib.sh"

answers() { docker version >/dev/null 2>&1; }

answers && exit 0
if [ -n "${DOCKER_HOST:-}${LYCEUM_DOCKER_HOST:-}" ]; then
    note "the engine at ${LYCEUM_DOCKER_HOST:-$DOCKER_HOST} does not answer"
    exit 0
fi
if ! has dockerd || { [ "$(id -u)" != 0 ] && ! has sudo; }; then
    note "no container engine answers, and none may be started from here; see docs/OPERATIONS.md"
    exit 0
fi

step "starting the container engine"
mkdir -p target/log
if [ -d /run/systemd/system ]; then
    as_root systemctl start docker || true
else
    as_root setsid dockerd >target/log/dockerd.log 2>&1 </dev/null &
fi
for _ in $(seq 150); do
    answers && exit 0
    sleep 0.2
done
if [ "$(id -u)" != 0 ] && as_root docker version >/dev/null 2>&1; then
    note "the engine runs, and you may not use it yet: sudo usermod -aG docker $(id -un), then sign in again"
else
    note "the engine did not start; see target/log/dockerd.log"
fi
