#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing on Debian 12, for: build; demo, bench and test (build and more); check (test and more).
#   tools/install_deps.sh [--dry-run] build|demo|bench|test|check
# Quick when all is there. Where it may not install, it names what is missing and the command that installs it, and fails.
set -eu

build="gcc libc6-dev cmake ninja-build pkg-config libyaml-dev libsleef-dev libmd-dev zlib1g-dev libpcap0.8-dev libwebsockets-dev libsqlite3-dev"
# cmocka runs the tests; Random123 and PROJ are independent answers to compare with; clang is the second compiler and has the
# fuzzer (libclang-rt) and the static analyser; tshark (20 MB to fetch) judges the network formats that Pavise writes.
test="$build libcmocka-dev librandom123-dev libproj-dev clang-14 libclang-rt-14-dev tshark chromium"
# npm builds the pages of report and viewer, and chromium tests them; where some other npm is, Debian's would fight with it.
npm=
command -v npm >/dev/null 2>&1 || npm="nodejs npm"
demo="$build $npm"
test="$test $npm"
check="$test clang-format-14 valgrind slurmctld slurmd slurm-client munge iproute2"

dry_run=no
if [ "${1:-}" = --dry-run ]; then
    dry_run=yes
    shift
fi
case "${1:-}" in
build) wanted=$build ;;
demo) wanted=$demo ;;
bench) wanted="$build valgrind" ;;
test) wanted=$test ;;
check) wanted=$check ;;
*)
    echo "usage: $0 [--dry-run] build|demo|bench|test|check" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is not a Debian system: nothing is installed. Needed are: $wanted"
    exit 0
fi

there=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $wanted 2>/dev/null || true)
missing=
for package in $wanted; do
    case "
$there
" in
    *"
$package installed
"*) ;;
    *) missing="$missing $package" ;;
    esac
done
missing=${missing# }
[ -n "$missing" ] || exit 0

command="apt-get install -y --no-install-recommends $missing"
if [ "$dry_run" = yes ]; then
    echo "$command"
    exit 0
fi
as_root=
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        echo "Missing packages: $missing" >&2
        echo "No root here. Run this, then again what you ran:" >&2
        echo "    sudo $command" >&2
        exit 1
    fi
fi

echo "Installing: $missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
DEBIAN_FRONTEND=noninteractive
export DEBIAN_FRONTEND
if ! { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive $command; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    echo "The packages could not be installed. The command was:" >&2
    echo "    $command" >&2
    exit 1
fi
