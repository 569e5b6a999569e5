#!/usr/bin/env bash
# A PostgreSQL of a test's own, led by lines on standard input: "stop", "start", or a statement. It first says its
# address, then "done" after each line, and goes when its input ends.
source "$(dirname "$0")/../../scripts/lib.sh"
source scripts/postgres.sh

lead() {
    case "$1" in
        stop) postgres_run pg_ctl --pgdata "$POSTGRES_FOLDER/data" --mode immediate --silent stop ;;
        # Alone of its acts this one starts with the settings of the last time.
        start) postgres_run pg_ctl --pgdata "$POSTGRES_FOLDER/data" --wait --silent --log "$POSTGRES_FOLDER/log" restart ;;
        *) postgres_run psql --quiet --dbname "$LYCEUM_TEST_POSTGRES" --command "$1" ;;
    esac
}

postgres_start
say "$LYCEUM_TEST_POSTGRES"
while read -r line; do
    lead "$line" >&2
    say "done"
done
