#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Plays a study on a Slurm cluster: an array of parts, and the merge that waits for all of them.
#   pavise-slurm.sh FILE DIR PARTS [sbatch options ...]
# DIR is on a file system that all nodes share. A part whose node dies is requeued; a part that ran twice does no harm. PARTS of some minutes each are
# best; at most 1000 (Slurm's MaxArraySize is 1001 as a rule). Prints the number of the merging job. PAVISE names the program (pavise on the path).
set -eu
[ $# -ge 3 ] || { echo "usage: $0 FILE DIR PARTS [sbatch options ...]" >&2; exit 2; }
file=$1 folder=$2 parts=$3
shift 3
program=${PAVISE:-pavise}
"$program" check "$file" >/dev/null
mkdir -p "$folder"
# The array: each task plays its part on the processors that it was given.
array=$(sbatch --parsable --requeue --open-mode=append --job-name=pavise --array="1-$parts" \
    --output="$folder/part-%a.log" "$@" \
    --wrap "exec '$program' study '$file' --out '$folder' --quiet --jobs \${SLURM_CPUS_PER_TASK:-1} --shard \$SLURM_ARRAY_TASK_ID/$parts")
# The merge: alone, when every part is done; cancelled when one has failed for good.
sbatch --parsable --job-name=pavise-merge --dependency="afterok:$array" --kill-on-invalid-dep=yes \
    --output="$folder/merge.log" --wrap "exec '$program' merge '$folder'"
