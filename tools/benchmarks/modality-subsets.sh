#!/usr/bin/env bash
# Predicts and scores a cohort with every subset of its images: what the model-card's table is made of.
#   tools/benchmarks/modality-subsets.sh COHORT OUT [further options of predict]
# COHORT: case folders with T1, QSM, NM and their masks. OUT: a folder for predictions and scores, one below it for each subset.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${SUBSTANTIA:-$root/substantia}
cohort=$(realpath "$1")
out=$2
shift 2
for subset in T1 QSM NM T1+QSM T1+NM QSM+NM T1+QSM+NM; do
  rm -rf "$out/$subset"
  for folder in "$cohort"/*/; do
    id=$(basename "$folder")
    mkdir -p "$out/$subset/images/$id"
    for image in ${subset//+/ }; do
      ln -s "$folder$image.nii.gz" "$out/$subset/images/$id/$image.nii.gz"
    done
  done
  "$program" predict "$out/$subset/images" "$out/$subset/predictions" --segmentation-only "$@" >"$out/$subset/predict.log"
  # A case without QSM has its sixteen nuclei on another image's grid, which for this cohort is the same: score them as such.
  for folder in "$out/$subset"/predictions/*/; do
    for other in T1_pred NM_nuclei_pred; do
      if [[ ! -e ${folder}QSM_pred.nii.gz && -e $folder$other.nii.gz ]]; then
        cp "$folder$other.nii.gz" "${folder}QSM_pred.nii.gz"
      fi
    done
  done
  echo "== $subset"
  "$program" evaluate "$cohort" "$out/$subset/predictions" --out "$out/$subset/scores" || true
done
