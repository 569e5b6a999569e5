#!/usr/bin/env bash
# System packages, by apt. A command that is there already counts, wherever it came from.
source "$(dirname "$0")/../lib.sh"

purpose="${1:-run}"
# command:package
WANTED=(cc:build-essential curl:curl git:git python3:python3 node:nodejs npm:npm flock:util-linux)
[ "$purpose" = test ] && WANTED+=(chromium:chromium shellcheck:shellcheck)

missing=()
for pair in "${WANTED[@]}"; do
    has "${pair%%:*}" || missing+=("${pair##*:}")
done
[ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
if [ "$purpose" = test ]; then
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
    [ -e /bin/busybox ] || missing+=(busybox-static)
    # The tests of SSH start servers of their own.
    has sshd || missing+=(openssh-server)
    # The tests of outages start a second engine of their own.
    has dockerd || missing+=(docker.io)
fi

# What only labs need: an engine of its own only where none is; its tools for the lab image likewise.
labs=()
if ! has docker || { ! docker version >/dev/null 2>&1 && ! has dockerd; }; then labs+=(docker.io); fi
if ! docker image inspect "$LAB_IMAGE" >/dev/null 2>&1; then
    has debootstrap || labs+=(debootstrap)
fi
if [ "$purpose" = test ]; then missing+=("${labs[@]}") labs=(); fi

install() { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }

if [ ${#missing[@]} != 0 ]; then
    has apt-get || die "this needs ${missing[*]}: install them with your package manager, then run again"
    step "system packages: ${missing[*]}"
    quietly packages install "${missing[@]}"
fi

# Lyceum starts without them.
[ ${#labs[@]} = 0 ] && exit 0
if ! has apt-get || ! may_be_root; then
    note "for labs this needs ${labs[*]}, which may not be installed from here; everything else works without"
    exit 0
fi
step "system packages for labs: ${labs[*]}"
attempt packages-labs install "${labs[@]}" ||
    note "they could not be installed, see target/log/packages-labs.log; everything but labs works without"
