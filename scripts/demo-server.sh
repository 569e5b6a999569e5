# Sourced after lib.sh: a server of its own for tests, pictures and figures, gone with the script.
# shellcheck shell=bash

# Builds, seeds a fresh school in a folder of its own and serves it on a free port; sets LYCEUM_URL.
# usage: demo_server release|debug|tested
demo_server() {
    local program
    program="$ROOT/target/$(profile_of "$1")/lyceum"
    scripts/build.sh "$1"
    DEMO_FOLDER="$(mktemp -d "${TMPDIR:-/var/tmp}/lyceum-demo.XXXXXX")"
    trap demo_server_stop EXIT
    export LYCEUM_CONFIG="$DEMO_FOLDER/lyceum.toml" LYCEUM_DATA_DIR="$DEMO_FOLDER/data" LEPTOS_SITE_ROOT="$ROOT/target/site"
    LYCEUM_LISTEN="127.0.0.1:$(free_port)"
    # Newcomers may register: the tests do.
    export LYCEUM_LISTEN LYCEUM_ALLOW_REGISTRATION=true LYCEUM_TERMINALS_GRACE_S=2
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
    # Nobody needs the terminals' own process any more: it ends within seconds.
    for _ in $(seq 100); do
        pgrep -F "$(demo_agent_pid)" >/dev/null 2>&1 || break
        sleep 0.1
    done
    demo_labs_remove
    rm -rf --one-file-system "$DEMO_FOLDER"
}

# The file with the id of the process that owns the terminals.
demo_agent_pid() { find "$LYCEUM_DATA_DIR/agent" -name 'agent-*.pid' 2>/dev/null | head -n1; }

# Removes the labs that this school made on the engine, and nothing else.
demo_labs_remove() {
    local instance label
    instance="$(python3 -c 'import sqlite3, sys
row = sqlite3.connect(sys.argv[1]).execute("SELECT value FROM settings WHERE key = ?", ("instance",)).fetchone()
print(row[0] if row else "")' "$LYCEUM_DATA_DIR/lyceum.db" 2>/dev/null)" || return 0
    [ -n "$instance" ] && docker version >/dev/null 2>&1 || return 0
    label="label=lyceum.instance=$instance"
    docker ps --all --quiet --filter "$label" | xargs --no-run-if-empty docker rm --force >/dev/null
    docker volume ls --quiet --filter "$label" | xargs --no-run-if-empty docker volume rm >/dev/null
}
