#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Equal inputs, equal bits: runs scenarios with builds of different compilers, optimisation levels and instruction sets, and compares
# the outcome hash of each with the kept one (tests/data/golden/outcomes.txt), so that other machines are compared too.
#   tools/determinism.sh [--build-only|--bless] quick|full BUILD
# quick   BUILD (gcc -O3) with the best and the least vector instructions, clang -O0; two scenarios, two seeds
# full    {gcc, clang} x {-O0, -O3} x every instruction set of this processor; all scenarios, five seeds
# --bless writes the kept hashes anew from BUILD: only when outcomes were meant to change, and in the same commit.
set -eu
cd "$(dirname "$0")/.."
golden=tests/data/golden/outcomes.txt

mode=
case "$1" in
--build-only | --bless)
    mode=$1
    shift
    ;;
esac
extent=$1 folder=$2

# Configures and builds the program alone in its own folder.
build_variant() { # name compiler level
    variant="$folder/determinism/$1"
    if [ ! -f "$variant/build.ninja" ]; then
        cmake -G Ninja -S . -B "$variant" -DCMAKE_C_COMPILER="$2" -DCMAKE_BUILD_TYPE=Release \
            -DPAVISE_OPTIMISATION="$3" -DPAVISE_TESTS=OFF -DPAVISE_BENCH=OFF
    fi
    cmake --build "$variant" --target pavise
}

clang=$(command -v clang-14 || command -v clang) || {
    echo "clang is needed as the second compiler; tools/install_deps.sh test installs it" >&2
    exit 1
}
programs="$folder/pavise $folder/determinism/clang-O0/pavise"
build_variant clang-O0 "$clang" -O0
if [ "$extent" = full ]; then
    build_variant clang-O3 "$clang" -O3
    build_variant gcc-O0 gcc -O0
    programs="$programs $folder/determinism/clang-O3/pavise $folder/determinism/gcc-O0/pavise"
fi
[ "$mode" != --build-only ] || exit 0

# Instruction sets of the kernels that this processor has: 2 to 4 for x86-64-v2 to v4; 0 lets the program choose.
isas=0
if grep -qw sse4_2 /proc/cpuinfo 2>/dev/null; then isas="$isas 2"; fi
if grep -qw avx2 /proc/cpuinfo 2>/dev/null; then isas="$isas 3"; fi
if grep -qw avx512vl /proc/cpuinfo 2>/dev/null; then isas="$isas 4"; fi

if [ "$extent" = full ]; then
    scenarios=$(ls scenarios/*.yaml)
    seeds="1 2 3 4 5"
else
    scenarios="scenarios/first-steps.yaml scenarios/june-2025-raid.yaml"
    seeds="1 2"
fi

outcome() { # program scenario seed [isa]
    "$1" run "$2" --seed "$3" ${4:+--isa "$4"} --json | sed -n 's/.*"outcome_sha256": *"\([0-9a-f]\{64\}\)".*/\1/p'
}

if [ "$mode" = --bless ]; then
    mkdir -p "$(dirname "$golden")"
    {
        echo "# SPDX-License-Identifier: Apache-2.0"
        echo "# scenario, seed, outcome_sha256 of replication 0. A change alarm that nobody can derive by hand:"
        echo "# tools/determinism.sh --bless full build writes it anew when outcomes were meant to change."
        for scenario in $(ls scenarios/*.yaml); do
            for seed in 1 2 3 4 5; do
                echo "$scenario $seed $(outcome "$folder/pavise" "$scenario" "$seed")"
            done
        done
    } >"$golden.new"
    mv "$golden.new" "$golden"
    exit 0
fi

n=0 wrong=0
for scenario in $scenarios; do
    for seed in $seeds; do
        wanted=$(sed -n "s|^$scenario $seed \([0-9a-f]\{64\}\)\$|\1|p" "$golden")
        if [ -z "$wanted" ]; then
            echo "$golden has no line for $scenario, seed $seed" >&2
            wrong=$((wrong + 1))
            continue
        fi
        for program in $programs; do
            for isa in $isas; do
                # The quick form: each program as it chooses, and the one under test with the least.
                if [ "$extent" = quick ] && [ "$isa" != 0 ] &&
                    { [ "$isa" != 2 ] || [ "$program" != "$folder/pavise" ]; }; then
                    continue
                fi
                got=$(outcome "$program" "$scenario" "$seed" "$isa")
                n=$((n + 1))
                if [ "$got" != "$wanted" ]; then
                    echo "$program run $scenario --seed $seed --isa $isa: got ${got:-nothing}, wanted $wanted" >&2
                    wrong=$((wrong + 1))
                fi
            done
        done
    done
done
echo "$n runs compared, $wrong wrong"
[ "$n" -gt 0 ] && [ "$wrong" = 0 ]
