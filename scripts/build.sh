#!/usr/bin/env bash
# Builds the server and the site (one piece of WebAssembly a portal), and compresses the site.
# Does nothing when no source has changed since. usage: scripts/build.sh [release|debug|tested]
#   tested: the site as it is shipped, before the server that the Rust tests have built (in target/debug)
source "$(dirname "$0")/lib.sh"

build="${1:-release}"
profile="$(profile_of "$build")"
site=(cargo leptos build --split)
[ "$build" = debug ] || site+=(--release)
server=("${site[@]}" --server-only)
# With the features that the tests have: what they have built is not built again.
[ "$build" = tested ] && server=(cargo test --workspace --exclude frontend --features app/ssr --no-run)
stamp=target/site.stamp
current="$build $(source_hash)"

if [ -x "target/$profile/lyceum" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$current" ]; then
    # The Rust tests may have built it since, of other sources.
    [ "$build" != tested ] || quietly "build-$build-server" "${server[@]}"
    exit 0
fi

step "building Lyceum, $build (the first time takes some minutes)"
rm -f "$stamp"
rm -rf target/site
# Side by side: either alone leaves cores idle for minutes.
logged "build-$build-server" "${server[@]}"
building=$LOGGED
trap 'pkill -P "$building" || true; kill "$building" 2>/dev/null || true' EXIT
quietly "build-$build" "${site[@]}" --frontend-only
LOGGED=$building
finished "build-$build-server"
trap - EXIT
if [ "$build" != debug ]; then
    node scripts/compress.mjs target/site target/release/hash.txt
    # The server reads beside itself what the files are called.
    [ "$build" = release ] || cp target/release/hash.txt "target/$profile/hash.txt"
fi
mkdir -p target && echo "$current" >"$stamp"
