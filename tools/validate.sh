#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make validate [REFERENCE=DIR] [QUICK=1]: installs what is missing, builds, runs the validation suite, writes docs/validation.
# With another folder nothing is written: the report is about the repository's own rows.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-build}
. tools/stage.sh

stage "install what is missing" tools/install_deps.sh test
stage_quiet "configure" cmake -G Ninja -S . -B "$folder" -DCMAKE_BUILD_TYPE=Release -DPAVISE_TESTS=ON
stage_quiet "build" cmake --build "$folder" --target validate
set --
[ -z "${QUICK:-}" ] || set -- "$@" --quick
if [ -n "${REFERENCE:-}" ]; then
    set -- "$@" --reference "$REFERENCE"
elif [ -z "${QUICK:-}" ]; then
    mkdir -p docs/validation
    set -- "$@" --report docs/validation
fi
"$folder/validate" "$@"
