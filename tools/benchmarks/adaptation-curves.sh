#!/usr/bin/env bash
# Draws the adaptation curve of docs/results/adaptation-curves.md on the real T1 scans beside the repository; the curve
# goes to OUT, and another call with the same OUT computes what is missing.
#   [METHODS=LIST] [AMOUNTS=LIST] tools/benchmarks/adaptation-curves.sh OUT [further options of adapt]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
shared=${SUBSTANTIA_SHARED:-$root/../shared}/data
out=$(realpath -m "$1")
shift
if [[ ! -d $shared/real/t1-manual-labels || ! -d $shared/public-models ]]; then
  echo "no real scans or no public models in $shared" >&2
  exit 3
fi
source "$(dirname "$0")/program.sh"
java_class org.substantia.cli.ManualCohort "$shared/real" "$out/t1-manual"
substantia adapt \
  --cohort "$out/t1-manual" --track segmentation --encoder "$shared/public-models/meshnet-subcortical18/model.json" \
  --methods "${METHODS:-shipped,fine-tuned,scratch,meshnet-shipped,meshnet}" --amounts "${AMOUNTS:-1,2,4}" \
  --folds 5 --seeds 1 --out "$out/curve" --resume "$@"
