#!/usr/bin/env bash
# The encoder that comes with the program (docs/results/encoder-card.md), from nothing.
#   tools/benchmarks/bundled-encoder.sh OUT
set -euo pipefail
out=$(realpath -m "$1")
source "$(dirname "$0")/program.sh"
substantia synthesize "$out/realistic" --cases 800 --seed 8101 --anatomy training --grid nuclei
substantia synthesize "$out/randomized" --cases 200 --seed 8103 --anatomy training --grid nuclei --regime randomized
OMP_NUM_THREADS=1 substantia foundation pretrain --cohort "$out/realistic" --cohort "$out/randomized" \
  --out "$out/encoder" --batch 32 --steps 8000 --threads 1 --device cpu
