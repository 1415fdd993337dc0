#!/usr/bin/env bash
# The encoder that comes with the program (docs/results/encoder-card.md), from nothing, and a control of the same shape
# with the random weights that its training began with.
#   tools/benchmarks/bundled-encoder.sh OUT
set -euo pipefail
out=$(realpath -m "$1")
source "$(dirname "$0")/program.sh"
substantia synthesize "$out/realistic" --cases 800 --seed 8101 --anatomy training --grid nuclei
substantia synthesize "$out/randomized" --cases 200 --seed 8103 --anatomy training --grid nuclei --regime randomized
pretrain() {
  local name=$1
  shift
  OMP_NUM_THREADS=1 substantia foundation pretrain --cohort "$out/realistic" --cohort "$out/randomized" \
    --out "$out/$name" --batch 32 --threads 1 --device cpu "$@"
}
pretrain random --steps 1 --learning-rate 1e-12
pretrain encoder --steps 8000
