#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make bench: runs every bench program, prints a table, writes BUILD/bench.json.
# A bench program prints, with --json, one object {"NAME": {"value": x, "unit": "ms", "runs": n}, ...}; bench_battle takes
# NAME=SCENARIO besides. The large scenarios are made by bench_generate from R1.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-build}
. tools/stage.sh

stage "install what is missing" tools/install_deps.sh bench
stage_quiet "configure" configure_once "$folder"
stage_quiet "build" cmake --build "$folder"
parts=$folder/bench-parts
rm -rf "$parts"
mkdir -p "$parts/scenarios"
stage_quiet "make the large scenarios" "$folder/bench_generate" scenarios/bench "$parts/scenarios"

battles() { # name=scenario...: each call is a process of its own, so that its memory is its own
    "$folder/bench_battle" --catalog catalog --json "$@"
}

# Instructions of one replication of R1, counted by callgrind: no clock, no noise. It has no AVX-512, so x86-64-v3.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$parts/callgrind.out" --toggle-collect=pvs_battle_run \
        "$folder/pavise" run scenarios/bench/r1.yaml --isa 3 --json >"$parts/r1.json" 2>"$parts/callgrind.log"
    sed -n 's/^summary: \([0-9]*\).*/{"r1_instructions": {"value": \1, "unit": "1", "runs": 1}}/p' "$parts/callgrind.out"
}

run_all() {
    battles r0=scenarios/bench/r0.yaml >"$parts/r0"
    battles r1=scenarios/bench/r1.yaml >"$parts/r1"
    battles r1none=scenarios/bench/r1-none.yaml >"$parts/r1none"
    battles r1x30="$parts/scenarios/r1x30.yaml" >"$parts/r1x30"
    battles million="$parts/scenarios/million.yaml" >"$parts/million"
    for source in bench/bench_*.c; do
        program=${source##*/}
        program=${program%.c}
        [ "$program" = bench_battle ] || "$folder/$program" --json >"$parts/$program"
    done
    instructions >"$parts/instructions"
    # The viewer's figures, where its page is built and a browser is there.
    if command -v node >/dev/null 2>&1 && [ -f web/dist/index.html ]; then
        PAVISE="$folder/pavise" PAVISE_BENCH="$parts/bench_viewer" node web/tests/browser/run.mjs budgets >"$parts/viewer.log" 2>&1 || true
    fi
}
stage "run" run_all

# One line a case: name, value, unit, runs. Then what follows from others: the contract's ratio and start.
cases=$parts/cases.txt
cat "$parts/r0" "$parts/r1" "$parts/r1none" "$parts/r1x30" "$parts/million" "$parts"/bench_* "$parts/instructions" 2>/dev/null |
    tr -d '\n' | sed 's/}}*[,{ ]*"/}\n"/g; s/{"/\n"/' | sed -n \
    's/.*"\([a-z0-9_]*\)": {"value": \([^,]*\),.*"unit": "\([^"]*\)", "runs": \([0-9]*\).*/\1 \2 \3 \4/p' |
    awk '{print; value[$1] = $2}
         END {
             if (value["r1_ns_per_look"] > 0 && value["r1x30_ns_per_look"] > 0)
                 print "r1x30_ns_per_look_ratio", value["r1x30_ns_per_look"] / value["r1_ns_per_look"], "1", 1
             if (value["r1_start_ms"] != "")
                 print "start_ms", value["r1_start_ms"], "ms", 1
         }' >"$cases"

machine="$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(nproc) cores"
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain 2>/dev/null)" ] || commit="$commit, changed"
awk '{printf "%-34s %14s %-6s %s runs\n", $1, $2, $3, $4}' "$cases"
{
    printf '{"machine": "%s", "commit": "%s", "cases": {' "$machine" "$commit"
    awk 'NR > 1 {printf ","} {printf "\n  \"%s\": {\"value\": %s, \"unit\": \"%s\", \"runs\": %s}", $1, $2, $3, $4}' "$cases"
    printf '\n}}\n'
} >"$folder/bench.json"
echo "written to $folder/bench.json"
