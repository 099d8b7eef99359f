#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make demo: one night of the raid scenario, many nights of it with their report, and what to try next.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-build}
. tools/stage.sh

stage "install what is missing" tools/install_deps.sh demo
stage_quiet "configure" configure_once "$folder"
stage_quiet "build" cmake --build "$folder" --target pavise
stage_quiet "build the report's page" tools/viewer.sh report
mkdir -p "$folder/demo"
scenario=scenarios/june-2025-raid.yaml record=$folder/demo/june-2025-raid.pvr
echo
"$folder/pavise" run "$scenario" --record "$record"
"$folder/pavise" convert "$record" -o "$folder/demo/june-2025-raid.threats.csv" --format threats.csv
rm -rf "$folder/demo/night-raid"
echo
echo "Many such nights, for 90 seconds at most:"
"$folder/pavise" study studies/night-raid.yaml --out "$folder/demo/night-raid"
if [ -f report/dist/report.html ]; then
    echo
    echo "The report, to open in a browser: $("$folder/pavise" report "$folder/demo/night-raid")"
fi
cat <<EOT

In $folder/demo: the record of this night, a table with one row a threat, the study and its report. Try next:
  $folder/pavise explain $record
                      the story of each threat that got through
  $folder/pavise run $scenario --seed 2
                      another night of the same raid
  $folder/pavise study studies/two-more-guns.yaml
                      a question: do two more guns help?
  $folder/pavise check scenarios/first-steps.yaml
                      then copy that file, and write your own
EOT
