#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The man page names every command and every option that the program has. usage: manpage.sh PROGRAM SOURCE_DIR
set -eu
page=$2/man/pavise.1
missing=0
for command in $("$1" --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'); do
    grep -q "^\.It Cm $command\$" "$page" || { echo "man page: no command $command"; missing=1; }
    for option in $("$1" "$command" --help | sed -n 's/^  *\(-[a-z], \)\{0,1\}--\([a-z-]*\).*/\2/p'); do
        grep -q -e "Fl .*-$option\b" "$page" || { echo "man page: no --$option of $command"; missing=1; }
    done
done
exit $missing
