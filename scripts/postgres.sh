# Sourced after lib.sh: a PostgreSQL of our own, on loopback, in a folder of its own, gone with the script.
# shellcheck shell=bash

# Starts it and sets LYCEUM_TEST_POSTGRES to an address that may create databases.
postgres_start() {
    local bin port
    bin="$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n1)" || die "PostgreSQL is not installed: scripts/setup.sh test"
    POSTGRES_BIN="$bin"
    POSTGRES_FOLDER="$(mktemp -d "${TMPDIR:-/var/tmp}/lyceum-postgres.XXXXXX")"
    trap postgres_stop EXIT
    port="$(free_port)"
    # PostgreSQL refuses to run as root.
    if [ "$(id -u)" = 0 ]; then chown postgres: "$POSTGRES_FOLDER"; fi
    postgres_run initdb --pgdata "$POSTGRES_FOLDER/data" --username lyceum --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync >/dev/null
    # What it holds is thrown away: nothing need survive a power cut.
    postgres_run pg_ctl --pgdata "$POSTGRES_FOLDER/data" --wait --silent --log "$POSTGRES_FOLDER/log" --options \
        "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$POSTGRES_FOLDER -c fsync=off -c full_page_writes=off -c max_connections=400" \
        start
    export LYCEUM_TEST_POSTGRES="postgres://lyceum@127.0.0.1:$port/postgres"
}

postgres_run() {
    local program="$1"
    shift
    if [ "$(id -u)" = 0 ]; then
        (cd "$POSTGRES_FOLDER" && runuser -u postgres -- "$POSTGRES_BIN/$program" "$@")
    else
        "$POSTGRES_BIN/$program" "$@"
    fi
}

postgres_stop() {
    postgres_run pg_ctl --pgdata "$POSTGRES_FOLDER/data" --mode immediate --silent stop || true
    rm -rf --one-file-system "$POSTGRES_FOLDER"
}
