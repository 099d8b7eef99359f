# SPDX-License-Identifier: Apache-2.0
# Sourced by the tools: runs a stage, prints its name and how long it took, and stops the script when it fails.
#   stage "name" command...

stage_log=$(mktemp)
trap 'rm -f "$stage_log"' EXIT

stage() {
    stage_name=$1
    shift
    printf '== %s\n' "$stage_name"
    stage_begin=$(date +%s)
    if ! "$@"; then
        printf '== %s: FAILED after %s s\n' "$stage_name" "$(($(date +%s) - stage_begin))" >&2
        exit 1
    fi
    printf '== %s: %s s\n' "$stage_name" "$(($(date +%s) - stage_begin))"
}

# The same for a command that talks much: its output is shown only when it fails.
stage_quiet() {
    stage "$1" quiet "$@"
}

quiet() {
    shift
    if ! "$@" >"$stage_log" 2>&1; then
        tail -n 60 "$stage_log" >&2
        return 1
    fi
}

# For what builds without the tests' packages; a folder that is configured already is left as it is.
configure_once() { # folder
    [ -f "$1/build.ninja" ] || cmake -G Ninja -S . -B "$1" -DCMAKE_BUILD_TYPE=Release -DPAVISE_TESTS=OFF
}
