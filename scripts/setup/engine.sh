#!/usr/bin/env bash
# A container engine: the one that answers; else Debian's Docker, started here when we may. Without
# one Lyceum starts all the same, and its pages say how to connect one.
source "$(dirname "$0")/../lib.sh"

SOCKET=/var/run/docker.sock

answers() { docker version >/dev/null 2>&1; }
# There is a socket, for root and the group docker.
is_closed() { [ -S "$SOCKET" ] && [ ! -w "$SOCKET" ]; }
say_closed() { note "an engine is here, and you may not use it yet: sudo usermod -aG docker $(id -un), then sign in again (or run this as root)"; }

answers && exit 0
if [ -n "${DOCKER_HOST:-}" ]; then
    note "the engine at $DOCKER_HOST does not answer"
    exit 0
fi
if is_closed; then
    say_closed
    exit 0
fi
if ! has dockerd || ! may_be_root; then
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
    is_closed && as_root docker version >/dev/null 2>&1 && break
    sleep 0.2
done
if is_closed; then
    say_closed
else
    note "the engine did not start; see target/log/dockerd.log"
fi
