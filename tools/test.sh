#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make test: installs what is missing, builds, runs every test. Ends with the summary of ctest, which gives the time of each
# kind of test: unit (with the reference sets and the house), determinism, fuzz, viewer.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-build}
jobs=$(nproc)
. tools/stage.sh

stage "install what is missing" tools/install_deps.sh test
stage_quiet "build the viewer's page" tools/viewer.sh web
stage_quiet "build the report's page" tools/viewer.sh report
stage_quiet "configure" cmake -G Ninja -S . -B "$folder" -DCMAKE_BUILD_TYPE=Release -DPAVISE_TESTS=ON
stage_quiet "build with gcc -O3" cmake --build "$folder"
stage_quiet "build with clang -O0, for the determinism test" tools/determinism.sh --build-only quick "$folder"
stage_quiet "build the fuzzers" tools/fuzz.sh --build-only "$folder/fuzz-build"
echo "== tests"
ctest --test-dir "$folder" --output-on-failure -j "$jobs"
