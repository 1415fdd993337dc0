#!/usr/bin/env bash
# Curve 2 of docs/results/adaptation-curves.md: adapts the bundled encoder to 500 synthetic patients of unseen anatomy in
# predicted masks, beside the biomarkers. What is already in OUT is not made again.
#   [ENCODER=FILE] [METHODS=LIST] [AMOUNTS=LIST] [SEEDS=N] tools/benchmarks/diagnosis-curves.sh OUT [further options of adapt]
set -euo pipefail
out=$(realpath -m "$1")
shift
source "$(dirname "$0")/program.sh"
substantia synthesize "$out/cohort" --cases 500 --seed 7001 --anatomy test
substantia predict "$out/cohort" "$out/predictions" --segmentation-only --skip-done
substantia adapt --cohort "$out/cohort" --track diagnosis --masks predicted --predictions "$out/predictions" \
  --encoder "${ENCODER:-built-in}" --methods "${METHODS:-shipped,biomarkers-adapted,biomarkers,probe,fusion-probe}" \
  --amounts "${AMOUNTS:-10,25,50,100,200,400}" --folds 5 --seeds "${SEEDS:-3}" --out "$out/curve" --resume "$@"
