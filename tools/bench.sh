#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make bench: runs every bench program, prints a table, writes BUILD/bench.json.
# A bench program prints lines "NAME VALUE UNIT RUNS" and nothing else on standard output (see bench/README.md).
set -eu
cd "$(dirname "$0")/.."
folder=${1:-build}
. tools/stage.sh

stage "install what is missing" tools/install_deps.sh build
stage_quiet "configure" configure_once "$folder"
stage_quiet "build" cmake --build "$folder"

lines=$folder/bench.txt
: >"$lines"
for source in bench/bench_*.c; do
    program=${source##*/}
    "$folder/${program%.c}" >>"$lines"
done

machine=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
if [ -n "$(git status --porcelain 2>/dev/null)" ]; then commit="$commit+"; fi

awk '{printf "%-28s %14s %-12s %s runs\n", $1, $2, $3, $4}' "$lines"
{
    printf '{"machine": "%s, %s cores", "commit": "%s", "cases": {' "$machine" "$(nproc)" "$commit"
    awk 'NR > 1 {printf ", "} {printf "\n  \"%s\": {\"value\": %s, \"unit\": \"%s\", \"runs\": %s}", $1, $2, $3, $4}' "$lines"
    printf '\n}}\n'
} >"$folder/bench.json"
echo "written to $folder/bench.json"
