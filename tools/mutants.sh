#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Plants the faults of validate/mutants.txt, one at a time, in a copy of the sources, and runs the sets that must find it. Fails when one goes unseen, or
# when a fault's text is no longer in its file.
#   tools/mutants.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."
folder=${1:-build/mutants}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
tree=$folder/tree
rm -rf "$tree"
mkdir -p "$tree"
git ls-files -z | xargs -0 cp --parents -t "$tree"
cmake -G Ninja -S "$tree" -B "$folder/build" -DCMAKE_BUILD_TYPE=Release -DPAVISE_TESTS=ON >"$folder/log" 2>&1
cmake --build "$folder/build" --target validate >>"$folder/log" 2>&1

caught=0 missed=0
while IFS='|' read -r name file text fault sets; do
    case $name in '#'* | '') continue ;; esac
    file=$(echo "$file" | xargs)
    TEXT=${text# } FAULT=${fault# }
    TEXT=${TEXT% } FAULT=${FAULT% }
    export TEXT FAULT
    if ! perl -0pi -e 's/\Q$ENV{TEXT}\E/$ENV{FAULT}/ or die "its text is not there\n"' "$tree/$file"; then
        echo "LOST    $name: $file has changed; mend validate/mutants.txt"
        missed=$((missed + 1))
        continue
    fi
    if ! cmake --build "$folder/build" --target validate >>"$folder/log" 2>&1; then
        echo "LOST    $name: does not compile; see $folder/log"
        missed=$((missed + 1))
    elif "$folder/build/validate" --quick --battles 4000 $sets >>"$folder/log" 2>&1; then
        echo "UNSEEN  $name"
        missed=$((missed + 1))
    else
        echo "caught  $name"
        caught=$((caught + 1))
    fi
    cp "$file" "$tree/$file"
done <validate/mutants.txt
echo "$caught caught, $missed not"
[ "$missed" = 0 ]
