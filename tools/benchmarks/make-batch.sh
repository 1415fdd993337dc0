#!/usr/bin/env bash
# Makes a batch of N scored cases out of the four complete real mask pairs of examples/data/official-score-oracle:
#   tools/benchmarks/make-batch.sh OUT N   ->  OUT/truth/RJPD_0001.., OUT/prediction/RJPD_0001..
set -euo pipefail
out=$1
count=$2
oracle=$(cd "$(dirname "$0")/../.." && pwd)/examples/data/official-score-oracle
cases=(RJPD_005 RJPD_006 RJPD_010 RJPD_903)
for ((i = 1; i <= count; i++)); do
  from=${cases[$(((i - 1) % ${#cases[@]}))]}
  to=$(printf 'RJPD_%04d' "$i")
  for side in truth prediction; do
    mkdir -p "$out/$side/$to"
    cp "$oracle/$side/$from"/*.nii.gz "$out/$side/$to/"
  done
done
echo "$count cases in $out"
