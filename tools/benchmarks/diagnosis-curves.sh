#!/usr/bin/env bash
# Curve 2 of docs/results/adaptation-curves.md: pretrains an encoder on synthetic patients of the training anatomies and
# adapts it to patients of unseen ones, beside the biomarkers. What is already in OUT is not made again.
#   tools/benchmarks/diagnosis-curves.sh OUT [further options of adapt]
set -euo pipefail
out=$(realpath -m "$1")
shift
source "$(dirname "$0")/program.sh"
mkdir -p "$out"
[[ -d $out/train ]] || substantia synthesize "$out/train" --cases 2000 --seed 8101 --anatomy training --grid nuclei
[[ -d $out/test ]] || substantia synthesize "$out/test" --cases 500 --seed 7001 --anatomy test --grid nuclei
pretrain() {
  local name=$1
  shift
  [[ -d $out/$name/encoder ]] || substantia foundation pretrain --cohort "$out/train" --out "$out/$name" --batch 32 \
    --threads 1 --device cpu "$@"
}
pretrain own --steps 2400
# The control: the same network at the random weights that the training of the other began with.
pretrain random --steps 1 --learning-rate 1e-12
for encoder in own random; do
  methods=shipped,probe,fusion-probe
  [[ $encoder == own ]] && methods+=,biomarkers-adapted,biomarkers,pooling
  substantia adapt --cohort "$out/test" --track diagnosis --methods "$methods" --encoder "$out/$encoder/encoder" \
    --amounts 25,100,400 --folds 5 --seeds 1 --threads 1 --device cpu --out "$out/curve-$encoder" --resume "$@"
done
