#!/usr/bin/env bash
# Node (Debian 12's own is too old for Tailwind), and the packages from npm when their lock file has changed.
source "$(dirname "$0")/../lib.sh"

if ! at_least "$(node --version | tr -d v)" "$NODE_MINIMUM"; then
    step "Node $NODE_VERSION"
    quietly node npm install --prefix "$NODE_HOME" --no-audit --no-fund --no-save "node@$NODE_VERSION"
    source scripts/lib.sh
fi

# A stamp beside the packages holds the lock file they came from.
install() {
    local folder="$1" hash
    hash="$(sha256sum <"$folder/package-lock.json")"
    [ "$(cat "$folder/node_modules/.lock-hash" 2>/dev/null)" = "$hash" ] && return
    step "npm packages${2:+ of $2}"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 quietly npm npm --prefix "$folder" ci --no-audit --no-fund
    echo "$hash" >"$folder/node_modules/.lock-hash"
}

install . "the site"
if [ "${1:-run}" = test ]; then install end2end "the end-to-end tests"; fi
