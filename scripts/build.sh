#!/usr/bin/env bash
# Builds the server and the site (one piece of WebAssembly a portal), and compresses the site.
# Does nothing when no source has changed since. usage: scripts/build.sh [release|debug]
source "$(dirname "$0")/lib.sh"

profile="${1:-release}"
flags=(--split)
[ "$profile" = release ] && flags+=(--release)
stamp=target/site.stamp
current="$profile $(source_hash)"

if [ -x "target/$profile/lyceum" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$current" ]; then exit 0; fi

step "building Lyceum, $profile (the first time takes some minutes)"
rm -f "$stamp"
rm -rf target/site
# Side by side: either alone leaves cores idle for minutes.
logged "build-$profile-server" cargo leptos build "${flags[@]}" --server-only
server=$LOGGED
trap 'pkill -P "$server" || true; kill "$server" 2>/dev/null || true' EXIT
quietly "build-$profile" cargo leptos build "${flags[@]}" --frontend-only
LOGGED=$server
finished "build-$profile-server"
trap - EXIT
[ "$profile" = release ] && node scripts/compress.mjs target/site "target/$profile/hash.txt"
mkdir -p target && echo "$current" >"$stamp"
