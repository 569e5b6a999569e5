#!/usr/bin/env bash
# The browser's half must not pull in what belongs to the server.
source "$(dirname "$0")/../lib.sh"

SERVER_ONLY='axum|bollard|chacha20poly1305|hyper|mio|portable-pty|russh|sea-orm|socket2|sqlx|tokio|tower-http|jiff|chrono|argon2'

step "dependencies of the wasm build"
tree="$(cargo tree --package frontend --target wasm32-unknown-unknown --edges normal --prefix none --format '{p}')"
found="$(grep -E "^($SERVER_ONLY)(-[a-z-]+)? v" <<<"$tree" | sort -u || true)"
if [ -n "$found" ]; then die "the wasm build pulls in what belongs to the server:"$'\n'"$found"; fi
note "$(sort -u <<<"$tree" | wc -l) packages, none of the server's"
