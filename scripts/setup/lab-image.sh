#!/usr/bin/env bash
# Makes sure that the image of the demo school's labs exists: pulled where its name is one of a registry that has it,
# else a real Debian root built here. Takes a minute and a half and 700 MB the first time.
# usage: scripts/setup/lab-image.sh [run|test]     run goes on without it: Lyceum starts all the same
source "$(dirname "$0")/../lib.sh"

purpose="${1:-run}"
# What it was called before its name was one of localhost.
EARLIER=lyceum/lab:2
PACKAGES=(bash coreutils python3 gcc libc6-dev make git vim nano less tmux htop curl ca-certificates procps man-db bash-completion)

without() {
    [ "$purpose" = test ] && die "$*"
    note "$*"
    exit 0
}
# Here, and not pulled: what came from a registry has a digest there.
was_built() { [ "$(docker image inspect --format '{{len .RepoDigests}}' "$EARLIER" 2>/dev/null)" = 0 ]; }
# localhost/… is no registry's: nobody is asked for it.
is_of_registry() { [[ "$LAB_IMAGE" == */* && "${LAB_IMAGE%%/*}" == *[.:]* ]]; }

if ! docker version >/dev/null 2>&1; then
    note "no container engine answers: labs will say how to connect one"
    exit 0
fi
if docker image inspect "$LAB_IMAGE" >/dev/null 2>&1; then exit 0; fi

step "lab image $LAB_IMAGE"
if [ "$LAB_IMAGE" = "localhost/$EARLIER" ] && was_built; then
    docker image tag "$EARLIER" "$LAB_IMAGE"
    note "it was built as $EARLIER"
    exit 0
fi
# A registry that is not reachable must not hold set-up for minutes; a pull may take as long as it takes.
if is_of_registry && timeout 20 docker manifest inspect "$LAB_IMAGE" >/dev/null 2>&1 && docker pull "$LAB_IMAGE"; then exit 0; fi
note "building a Debian root"
may_be_root || without "the lab image needs root (debootstrap): run scripts/setup/lab-image.sh as root"
has debootstrap || without "the lab image needs debootstrap: install it, then run again"

work="$(mktemp -d "${TMPDIR:-/var/tmp}/lyceum-lab.XXXXXX")"
# Who may not be root after all has an empty folder.
trap 'rm -rf --one-file-system "$work" 2>/dev/null || as_root rm -rf --one-file-system "$work" || true' EXIT
root="$work/root"

attempt lab-image as_root debootstrap --variant=minbase --include="$(IFS=,; echo "${PACKAGES[*]}")" \
    bookworm "$root" ${LYCEUM_DEBIAN_MIRROR:+"$LYCEUM_DEBIAN_MIRROR"} ||
    without "the lab image could not be built, see target/log/lab-image.log"

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
