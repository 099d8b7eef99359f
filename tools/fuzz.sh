#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the libFuzzer programs with clang, address and undefined sanitizers, and runs one on its kept corpus for some seconds.
#   tools/fuzz.sh BUILD SECONDS NAME       one fuzzer; what it finds stays in BUILD/findings/NAME
#   tools/fuzz.sh --build-only BUILD       only builds
# New inputs go to BUILD/corpus/NAME; what is worth keeping is moved to fuzz/corpus/NAME by hand.
set -eu
cd "$(dirname "$0")/.."

build_all() {
    clang=$(command -v clang-14 || command -v clang) || {
        echo "clang is needed for the fuzzers; tools/install_deps.sh test installs it" >&2
        return 1
    }
    if [ ! -f "$1/build.ninja" ]; then
        cmake -G Ninja -S . -B "$1" -DCMAKE_C_COMPILER="$clang" -DCMAKE_BUILD_TYPE=Release -DPAVISE_OPTIMISATION=-O1 \
            -DPAVISE_FUZZ=ON -DPAVISE_BENCH=OFF
    fi
    targets=
    for source in fuzz/fuzz_*.c; do
        target=${source##*/}
        targets="$targets ${target%.c}"
    done
    # One builder at a time: tests run side by side.
    flock "$1/build.ninja" cmake --build "$1" --target $targets
}

if [ "$1" = --build-only ]; then
    build_all "$2"
    exit 0
fi
folder=$1 seconds=$2 name=$3
build_all "$folder" >/dev/null
mkdir -p "$folder/corpus/$name" "$folder/findings/$name"
exec "$folder/fuzz_$name" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$folder/findings/$name/" "$folder/corpus/$name" "fuzz/corpus/$name"
