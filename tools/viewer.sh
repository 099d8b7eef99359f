#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds a page from its lock file, where npm is: the viewer's (web/dist) and the report's (report/dist). Quick when nothing changed.
# Without npm it says so and succeeds: the program builds and runs without its pages.
#   tools/viewer.sh [--must] [web|report]     --must: without npm it fails
set -eu
must=
if [ "${1:-}" = --must ]; then
    must=yes
    shift
fi
page=${1:-web}
cd "$(dirname "$0")/../$page"

if ! command -v npm >/dev/null 2>&1 || ! command -v node >/dev/null 2>&1; then
    echo "$page/ is not built: it takes npm (apt-get install nodejs npm). All else works without it."
    [ -z "$must" ]
    exit
fi
# What the page is made of, as one hash: a stamp of the last build holds it.
made_of=$(find src build.mjs $([ -d tools ] && echo tools) package.json package-lock.json -type f | LC_ALL=C sort | xargs sha256sum | sha256sum)
locked=$(sha256sum package-lock.json)
if [ ! -f node_modules/.stamp ] || [ "$(cat node_modules/.stamp)" != "$locked" ]; then
    echo "Installing what $page/ is built from (npm ci)"
    npm ci --no-audit --no-fund --loglevel=error
    echo "$locked" >node_modules/.stamp
fi
if [ ! -f dist/.stamp ] || [ "$(cat dist/.stamp)" != "$made_of" ]; then
    echo "Building $page/"
    node build.mjs
    echo "$made_of" >dist/.stamp
fi
