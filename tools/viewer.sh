#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make viewer: builds the viewer's page, web/dist, from the lock file, where npm is. Quick when nothing changed. Without npm it says
# so and succeeds: the program builds and runs without its page.
#   tools/viewer.sh [--must]     --must: without npm it fails
set -eu
cd "$(dirname "$0")/../web"

if ! command -v npm >/dev/null 2>&1 || ! command -v node >/dev/null 2>&1; then
    echo "The viewer's page is not built: it takes npm (apt-get install nodejs npm). All else works without it."
    [ "${1:-}" != --must ]
    exit
fi
# What the page is made of, as one hash: a stamp of the last build holds it.
made_of=$(find src tools build.mjs package.json package-lock.json -type f | LC_ALL=C sort | xargs sha256sum | sha256sum)
locked=$(sha256sum package-lock.json)
if [ ! -f node_modules/.stamp ] || [ "$(cat node_modules/.stamp)" != "$locked" ]; then
    echo "Installing what the viewer's page is built from (npm ci)"
    npm ci --no-audit --no-fund --loglevel=error
    echo "$locked" >node_modules/.stamp
fi
if [ ! -f dist/.stamp ] || [ "$(cat dist/.stamp)" != "$made_of" ]; then
    echo "Building the viewer's page"
    node build.mjs
    echo "$made_of" >dist/.stamp
fi
