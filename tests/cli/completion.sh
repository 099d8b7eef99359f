#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The completion of bash offers what the program has. usage: completion.sh PROGRAM SOURCE_DIR
set -eu
PATH=$(dirname "$1"):$PATH
. "$2/completions/pavise.bash"

offers() { # offers WORD... : completes the last word of a command line, prints what is offered
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    _pavise
    echo "${COMPREPLY[*]}"
}

expect() {
    if [ "$1" != "$2" ]; then
        echo "wanted: $1"
        echo "got:    $2"
        exit 1
    fi
}

expect "explain" "$(offers pavise ex)"
expect "check convert catalog" "$(offers pavise c)"
expect "--threat" "$(offers pavise explain --t)"
expect "--record --replication" "$(offers pavise run --re | tr ' ' '\n' | sort | tr '\n' ' ' | sed 's/ $//')"
expect "show" "$(offers pavise catalog s)"
expect "shahed-136" "$(offers pavise catalog show shahed-13)"
