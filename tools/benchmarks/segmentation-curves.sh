#!/usr/bin/env bash
# Curve 3 of docs/results/adaptation-curves.md: synthetic patients of unseen anatomy whose masks follow another protocol,
# and what adapting the bundled model to it brings. What is already in OUT is not made again.
#   [CASES=N] [METHODS=LIST] [AMOUNTS=LIST] [FOLDS=K] tools/benchmarks/segmentation-curves.sh OUT [further options of adapt]
set -euo pipefail
out=$(realpath -m "$1")
shift
source "$(dirname "$0")/program.sh"
substantia synthesize "$out/plain" --cases "${CASES:-75}" --seed 9301 --anatomy test
java_class org.substantia.cli.ShiftedProtocol "$out/plain" "$out/shifted"
# All patients are made of the three test anatomies, so many look like one subject; here they are different ones.
echo '{"keepTogether": []}' > "$out/different.json"
substantia adapt \
  --cohort "$out/shifted" --track segmentation --methods "${METHODS:-shipped,fine-tuned}" \
  --amounts "${AMOUNTS:-2,5,10,20,50}" --folds "${FOLDS:-3}" --seeds 1 \
  --keep-together "$out/different.json" --out "$out/curve" --resume "$@"
