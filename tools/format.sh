#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# clang-format 14 on every C file: in place, or with --check only told (exit 1 when a file would change).
set -eu
cd "$(dirname "$0")/.."
formatter=$(command -v clang-format-14) || {
    echo "clang-format-14 is needed; tools/install_deps.sh check installs it" >&2
    exit 1
}
options=-i
[ "${1:-}" != --check ] || options="--dry-run --Werror"
find src include tests bench fuzz scenarios -name '*.[ch]' -print0 | xargs -0 "$formatter" $options
