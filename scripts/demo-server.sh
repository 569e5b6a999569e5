# Sourced after lib.sh: a server of its own for tests, pictures and figures, gone with the script.
# shellcheck shell=bash

# Builds, seeds a fresh school in a folder of its own and serves it on a free port; sets LYCEUM_URL.
# usage: demo_server release|debug
demo_server() {
    local program="$ROOT/target/$1/lyceum"
    scripts/build.sh "$1"
    DEMO_FOLDER="$(mktemp -d "${TMPDIR:-/var/tmp}/lyceum-demo.XXXXXX")"
    trap demo_server_stop EXIT
    export LYCEUM_CONFIG="$DEMO_FOLDER/lyceum.toml" LYCEUM_DATA_DIR="$DEMO_FOLDER/data" LEPTOS_SITE_ROOT="$ROOT/target/site"
    LYCEUM_LISTEN="127.0.0.1:$(free_port)"
    export LYCEUM_LISTEN
    export LYCEUM_URL="http://localhost:${LYCEUM_LISTEN##*:}"
    "$program" seed >"$DEMO_FOLDER/seed.log" 2>&1 || die "the demo school was not seeded: $(tail -n5 "$DEMO_FOLDER/seed.log")"
    "$program" serve >"$ROOT/target/log/demo-server.log" 2>&1 &
    DEMO_PID=$!
    for _ in $(seq 300); do
        curl -s -o /dev/null --max-time 2 "$LYCEUM_URL/healthz" && return
        kill -0 "$DEMO_PID" 2>/dev/null || break
        sleep 0.1
    done
    die "the server did not start: $(tail -n5 "$ROOT/target/log/demo-server.log")"
}

demo_server_stop() {
    if [ -n "${DEMO_PID:-}" ]; then
        kill "$DEMO_PID" 2>/dev/null || true
        wait "$DEMO_PID" 2>/dev/null || true
    fi
    rm -rf --one-file-system "$DEMO_FOLDER"
}
