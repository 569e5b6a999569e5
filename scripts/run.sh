#!/usr/bin/env bash
# From a clone to a running school: sets up, builds, migrates, seeds an empty database, serves.
source "$(dirname "$0")/lib.sh"

scripts/setup.sh run
source scripts/lib.sh
scripts/build.sh release

lyceum=target/release/lyceum
listen="${LYCEUM_LISTEN:-127.0.0.1:3000}"
address="http://localhost:${listen##*:}"
if curl -s -o /dev/null --max-time 2 "$address/healthz"; then
    die "something answers at $address already; stop it, or choose another port: LYCEUM_LISTEN=127.0.0.1:3001 make run"
fi

"$lyceum" migrate
"$lyceum" seed --if-empty

# Printed when the server answers, not before.
(
    for _ in $(seq 300); do
        sleep 0.1
        curl -s -o /dev/null --max-time 2 "$address/healthz" || continue
        printf '\n  %sLyceum is ready:%s %s\n\n' "$BOLD$GREEN" "$PLAIN" "$address"
        printf '    %-10s %s\n' 'sign in as' '' student 'studies, opens labs' teacher 'runs classes' operator 'runs machines' admin 'runs the school'
        printf '\n    password   lyceum-demo     stop with Ctrl-C\n\n'
        break
    done
) &
LYCEUM_LISTEN="$listen" exec "$lyceum" serve
