#!/usr/bin/env bash
# System packages, by apt. A command that is there already counts, wherever it came from.
source "$(dirname "$0")/../lib.sh"

# command:package
WANTED=(cc:build-essential curl:curl git:git python3:python3 node:nodejs npm:npm flock:util-linux)
[ "${1:-run}" = test ] && WANTED+=(chromium:chromium shellcheck:shellcheck)

missing=()
for pair in "${WANTED[@]}"; do
    has "${pair%%:*}" || missing+=("${pair##*:}")
done
[ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
if [ "${1:-run}" = test ]; then
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
    [ -e /bin/busybox ] || missing+=(busybox-static)
    # The tests of SSH start servers of their own.
    { has sshd || [ -x /usr/sbin/sshd ]; } || missing+=(openssh-server)
    # The tests of outages start a second engine of their own.
    has dockerd || [ -x /usr/sbin/dockerd ] || missing+=(docker.io)
fi

# An engine of its own only where none is; its tools for the lab image likewise.
if ! has docker || { ! docker version >/dev/null 2>&1 && ! has dockerd; }; then missing+=(docker.io); fi
if ! docker image inspect "$LAB_IMAGE" >/dev/null 2>&1; then
    [ -x /usr/sbin/debootstrap ] || missing+=(debootstrap)
fi

[ ${#missing[@]} = 0 ] && exit 0
has apt-get || die "this needs ${missing[*]}: install them with your package manager, then run again"
step "system packages: ${missing[*]}"
install() { as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; }
refresh_and_install() { as_root apt-get update && install; }
quietly packages refresh_and_install
