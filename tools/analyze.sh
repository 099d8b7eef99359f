#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Static analysis of every source file by clang's path-sensitive analyser (null pointers, uninitialised values, leaks, dead stores).
# Prints what it finds; exit 1 when that is anything.
set -eu
cd "$(dirname "$0")/.."
clang=$(command -v clang-14 || command -v clang) || {
    echo "clang is needed; tools/install_deps.sh check installs it" >&2
    exit 1
}
found=$(find src -name '*.c' -print0 | xargs -0 -P "$(nproc)" -n 1 "$clang" --analyze -Xclang -analyzer-output=text \
    -std=c17 -D_GNU_SOURCE -DPVS_ISA=0 -DPAVISE_VERSION='""' -DPAVISE_DATA_DIR='""' -DPAVISE_SOURCE_DIR='""' \
    -Isrc -Iinclude -o /dev/null 2>&1 || echo "the analyser failed")
[ -z "$found" ] && exit 0
printf '%s\n' "$found"
exit 1
