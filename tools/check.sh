#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make check: what is too long for make test. Formatters, static analysis, sanitizers, the second compiler, the whole matrix of
# determinism, uninitialised memory, the fuzzers for longer (PAVISE_FUZZ_SECONDS=60 each).
set -eu
cd "$(dirname "$0")/.."
folder=${1:-build}
jobs=$(nproc)
. tools/stage.sh

sanitized_tests() { # folder label
    ctest --test-dir "$1" --output-on-failure -j "$jobs" -L "$2" --no-tests=error
}

uninitialised() {
    valgrind --quiet --error-exitcode=1 "$folder/pavise" run scenarios/first-steps.yaml --isa 3 --json
}

fuzzers() {
    for source in fuzz/fuzz_*.c; do
        name=${source##*/fuzz_}
        tools/fuzz.sh "$folder/fuzz-build" "${PAVISE_FUZZ_SECONDS:-60}" "${name%.c}"
    done
}

# Skipped where Slurm is missing, and said so.
slurm() {
    tools/test_slurm.sh "$folder/pavise" . || [ $? = 77 ]
}

stage "install what is missing" tools/install_deps.sh check
stage "format" tools/format.sh --check
stage "static analysis" tools/analyze.sh
stage_quiet "build with gcc -O3" sh -c "cmake -G Ninja -S . -B $folder -DCMAKE_BUILD_TYPE=Release -DPAVISE_TESTS=ON && cmake --build $folder"
stage "all tests" ctest --test-dir "$folder" --output-on-failure -j "$jobs"
for preset in debug clang asan tsan; do
    stage_quiet "build: $preset" sh -c "cmake --preset $preset && cmake --build --preset $preset"
done
stage "tests: gcc -O0" sanitized_tests build/debug unit
stage "tests: clang -O3" sanitized_tests build/clang unit
stage "tests: address and undefined sanitizers" sanitized_tests build/asan unit
stage "tests: thread sanitizer" sanitized_tests build/tsan threads
stage_quiet "uninitialised memory (valgrind)" uninitialised
stage "determinism: the whole matrix" tools/determinism.sh full "$folder"
stage "the faults that validation must find" tools/mutants.sh "$folder/mutants"
stage_quiet "a thousand random scenarios" "$folder/whole_test_random_scenarios" 1000
stage "a study killed at 60 instants" env PAVISE_KILLS=60 "$folder/study_test_kill"
stage "a study on Slurm, a node killed" slurm
stage_quiet "fuzzers" fuzzers
echo "== make check: all good"
