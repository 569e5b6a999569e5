#!/usr/bin/env bash
# Makes sure that the image of the demo school's labs exists: pulled where a registry has it,
# else a real Debian root built here. Takes a minute and a half and 700 MB the first time.
source "$(dirname "$0")/../lib.sh"

PACKAGES=(bash coreutils python3 gcc libc6-dev make git vim nano less tmux htop curl ca-certificates procps man-db bash-completion)

if ! docker version >/dev/null 2>&1; then
    note "no container engine answers: labs will say how to connect one"
    exit 0
fi
if docker image inspect "$LAB_IMAGE" >/dev/null 2>&1; then exit 0; fi

step "lab image $LAB_IMAGE"
# A registry that is not reachable must not hold set-up for minutes.
if timeout 60 docker pull --quiet "$LAB_IMAGE" >/dev/null 2>&1; then
    note "pulled"
    exit 0
fi
note "no registry has it: building a Debian root"
[ "$(id -u)" = 0 ] || has sudo || die "building the lab image needs root (debootstrap): run scripts/setup/lab-image.sh as root"

work="$(mktemp -d "${TMPDIR:-/var/tmp}/lyceum-lab.XXXXXX")"
trap 'as_root rm -rf --one-file-system "$work"' EXIT
root="$work/root"

quietly lab-image as_root debootstrap --variant=minbase --include="$(IFS=,; echo "${PACKAGES[*]}")" \
    bookworm "$root" ${LYCEUM_DEBIAN_MIRROR:+"$LYCEUM_DEBIAN_MIRROR"}

as_root chroot "$root" useradd --create-home --uid 1000 --user-group --shell /bin/bash student
as_root tee "$root/etc/profile.d/lyceum.sh" >/dev/null <<'PROFILE'
export LANG=C.UTF-8
export EDITOR=nano
PROFILE
as_root tee "$root/etc/motd" >/dev/null </dev/null
as_root rm -rf "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* \
    "$root"/var/log/*.log "$root"/var/log/apt/* "$root"/dev/* "$root"/etc/hostname "$root"/etc/resolv.conf

note "importing"
as_root tar -C "$root" --numeric-owner --one-file-system -c . | docker import \
    --change 'ENV LANG=C.UTF-8 HOME=/home/student TERM=xterm-256color PATH=/usr/local/bin:/usr/bin:/bin' \
    --change 'USER 1000:1000' \
    --change 'WORKDIR /home/student' \
    --change 'CMD ["/bin/bash", "-l"]' \
    --change 'LABEL org.opencontainers.image.title="Lyceum lab" org.opencontainers.image.description="Debian 12 with bash, python3, gcc, make, git and editors"' \
    --message 'Debian 12 root for labs' - "$LAB_IMAGE" >/dev/null
note "$LAB_IMAGE is ready, $(docker image inspect --format '{{.Size}}' "$LAB_IMAGE" | awk '{printf "%.0f MB", $1 / 1e6}')"
