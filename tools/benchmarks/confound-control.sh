#!/usr/bin/env bash
# The confound control of docs/results/adaptation-curves.md: encoder and biomarkers learn where the scanner gives the
# diagnosis away and are tested on the same persons of unseen anatomy, once with that scanner and once with the opposite
# one, with the nuclei shown and hidden. ENCODER is a file or folder, or built-in. What is already in OUT is not made
# again; CASES (120) is the number of persons of each cohort, ADAPT (probe) the ways of adapting.
#   [CASES=N] [ADAPT="probe lora"] tools/benchmarks/confound-control.sh OUT ENCODER
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cases=${CASES:-120}
encoder=$2
[[ $encoder == built-in ]] || encoder=$(realpath "$encoder")
mkdir -p "$1"
cd "$1"
substantia() { "${SUBSTANTIA:-$root/substantia}" "$@"; }

make() { [[ -d $1 ]] || substantia synthesize "$1" --cases "$cases" --grid nuclei --threads 1 "${@:2}"; }
make aligned-train --seed 8301 --anatomy training --confounded=aligned
make aligned-test --seed 8302 --anatomy test --confounded=aligned
make reversed-test --seed 8302 --anatomy test --confounded=reversed

for adapt in ${ADAPT:-probe}; do
  for nuclei in "" --mask-nuclei; do
    echo "== $adapt, learned where the scanner tells the diagnosis $nuclei"
    substantia train diagnosis --cohort aligned-train --init none --encoder "$encoder" --adapt "$adapt" --folds 3 \
      --threads 1 --device cpu --out model.safetensors --test aligned-test --test reversed-test $nuclei
  done
done
