#!/usr/bin/env bash
# Curve 2 of docs/results/adaptation-curves.md: pretrains an encoder on synthetic patients of the training anatomies and
# adapts it to patients of unseen ones, beside the biomarkers. What is already in OUT is not made again.
#   tools/benchmarks/diagnosis-curves.sh OUT [further options of adapt]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$(realpath -m "$1")
shift
(cd "$root" && mvn -B -q -DskipTests -pl apps/cli -am package)
run() {
  java -Djava.awt.headless=true -cp "$root/apps/cli/target/lib/*" org.substantia.cli.Main "$@"
}
mkdir -p "$out"
[[ -d $out/train ]] || run synthesize "$out/train" --cases 2000 --seed 8101 --anatomy training --grid nuclei
[[ -d $out/test ]] || run synthesize "$out/test" --cases 500 --seed 7001 --anatomy test --grid nuclei
pretrain() {
  local name=$1
  shift
  [[ -d $out/$name/encoder ]] || run foundation pretrain --cohort "$out/train" --out "$out/$name" --batch 32 \
    --threads 1 --device cpu "$@"
}
pretrain own --steps 2400
# The control: the same network at the random weights that the training of the other began with.
pretrain random --steps 1 --learning-rate 1e-12
for encoder in own random; do
  methods=shipped,probe,fusion-probe
  [[ $encoder == own ]] && methods+=,biomarkers-adapted,biomarkers,pooling
  run adapt --cohort "$out/test" --track diagnosis --methods "$methods" --encoder "$out/$encoder/encoder" \
    --amounts 25,100,400 --folds 5 --seeds 1 --threads 1 --device cpu --out "$out/curve-$encoder" --resume "$@"
done
