#!/usr/bin/env bash
# From a clone to a running school: sets up, builds, migrates, seeds an empty database, serves.
source "$(dirname "$0")/lib.sh"

scripts/setup.sh run
source scripts/lib.sh
scripts/build.sh release

lyceum=target/release/lyceum
listen="$(setting listen 127.0.0.1:3000)"
case "${listen%:*}" in
    127.0.0.1 | 0.0.0.0 | '[::1]' | '[::]') address="http://localhost:${listen##*:}" ;;
    *) address="http://$listen" ;;
esac
if curl -s -o /dev/null --max-time 2 "$address/healthz"; then
    die "something answers at $address already; stop it, or choose another port: LYCEUM_LISTEN=127.0.0.1:3001 make run"
fi

"$lyceum" migrate
"$lyceum" seed --if-empty

# Whether the accounts of the demo school are there; only SQLite is asked.
has_demo_accounts() {
    local url file
    url="${DATABASE_URL:-$(setting database_url "sqlite:$(setting data_dir data)/lyceum.db")}"
    file="${url#sqlite:}"
    file="${file#//}"
    file="${file%%\?*}"
    [[ "$url" == sqlite:* && -f "$file" ]] && python3 -c 'import sqlite3, sys
emails = [f"{login}@lyceum.example" for login in ("student", "teacher", "operator", "admin")]
found = sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM users WHERE email IN (?, ?, ?, ?)", emails)
sys.exit(found.fetchone()[0] != len(emails))' "$file" 2>/dev/null
}
accounts=demo
has_demo_accounts || accounts=own

# Printed when the server answers, not before.
(
    for _ in $(seq 300); do
        sleep 0.1
        curl -s -o /dev/null --max-time 2 "$address/healthz" || continue
        printf '\n  %sLyceum is ready:%s %s\n\n' "$BOLD$GREEN" "$PLAIN" "$address"
        if [ "$accounts" = demo ]; then
            printf '    %-10s %s\n' 'sign in as' '' student 'studies, opens labs' teacher 'runs classes' operator 'runs machines' admin 'runs the school'
            printf '\n    password   lyceum-demo     stop with Ctrl-C\n\n'
        else
            printf '    sign in with your account     stop with Ctrl-C\n\n'
        fi
        break
    done
) &
exec "$lyceum" serve
