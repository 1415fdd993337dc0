#!/usr/bin/env bash
# Adapts a model to the manual T1 labels with 1, 2 and 4 of the five scans, trains from scratch on the same, and tests on the others.
#   tools/benchmarks/fine-tuning.sh SCANS MODEL OUT [ADAPT_STEPS [SCRATCH_STEPS]]
# SCANS: folder with NNNN_SS.nii.gz and NNNN_glm.nii.gz. MODEL: model file to adapt. OUT: a folder for runs and predictions.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${SUBSTANTIA:-$root/substantia}
scans=$(realpath "$1")
model=$2
out=$3
adapt=${4:-200}
scratch=${5:-600}
mkdir -p "$out"
"${PYTHON:-python3}" - "$out/labels.json" <<'P'
import json, sys
structures = []
for name, right, left in (("CN", 36, 37), ("Put", 57, 58), ("GP", 55, 56), ("TH", 59, 60)):
    structures += [{"name": name + "_r", "label": right, "mirror": name + "_l", "weight": 1},
                   {"name": name + "_l", "label": left, "mirror": name + "_r", "weight": 1}]
json.dump([{"name": "QSM", "structures": structures}], open(sys.argv[1], "w"))
P

# one NAME TRAINING... : learns from the scans given and predicts the others, adapted and from scratch
one() {
  local run=$out/$1
  shift
  mkdir -p "$run/train" "$run/test"
  for scan in "$scans"/*_SS.nii.gz; do
    local id
    id=$(basename "$scan" _SS.nii.gz)
    local part=test
    [[ " $* " == *" $id "* ]] && part=train
    mkdir -p "$run/$part/scan_$id"
    ln -sf "$scan" "$run/$part/scan_$id/T1.nii.gz"
    [[ $part == train ]] && ln -sf "$scans/${id}_glm.nii.gz" "$run/train/scan_$id/QSM_mask.nii.gz"
  done
  "$program" train segmentation --cohort "$run/train" --init "$model" --labels "$out/labels.json" \
    --steps "$adapt" --out "$run/adapted" >"$run/adapted.log"
  "$program" predict "$run/test" "$run/adapted-predictions" --model "$run/adapted/model.safetensors" >"$run/predict.log"
  if [[ -n ${SCRATCH:-} ]]; then
    # Without a model to begin with, the labels are the challenge's, of which these scans have eight.
    "${PYTHON:-python3}" - "$run" <<'P'
import glob, os, sys
import nibabel as nib, numpy as np
values = {36: 1, 37: 2, 57: 3, 58: 4, 55: 5, 56: 6, 59: 7, 60: 8}
for path in glob.glob(sys.argv[1] + "/train/*/QSM_mask.nii.gz"):
    image = nib.load(path)
    labels = np.asanyarray(image.dataobj).astype(int)
    mapped = np.zeros(labels.shape, np.uint8)
    for value, label in values.items():
        mapped[labels == value] = label
    folder = os.path.dirname(path).replace("/train/", "/train-challenge/")
    os.makedirs(folder, exist_ok=True)
    nib.save(nib.Nifti1Image(mapped, image.affine), folder + "/QSM_mask.nii.gz")
    target = folder + "/T1.nii.gz"
    if not os.path.exists(target):
        os.symlink(os.path.realpath(os.path.dirname(path) + "/T1.nii.gz"), target)
P
    "$program" train segmentation --cohort "$run/train-challenge" --localizer-steps "$scratch" --steps "$scratch" \
      --out "$run/scratch" >"$run/scratch.log"
    "$program" predict "$run/test" "$run/scratch-predictions" --model "$run/scratch/model.safetensors" \
      >>"$run/predict.log" || true
  fi
}

ids=($(for scan in "$scans"/*_SS.nii.gz; do basename "$scan" _SS.nii.gz; done))
for held in "${ids[@]}"; do
  SCRATCH=$([[ $held == "${ids[4]}" ]] && echo yes || true) one "four-without-$held" $(printf '%s\n' "${ids[@]}" | grep -v "$held")
done
SCRATCH=yes one "two" "${ids[0]}" "${ids[1]}"
SCRATCH=yes one "one" "${ids[0]}"
"${PYTHON:-python3}" "$root/tools/benchmarks/fine_tuning_table.py" "$scans" "$out"
