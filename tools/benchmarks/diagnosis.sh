#!/usr/bin/env bash
# The figures of docs/explanation/diagnosis.md and of docs/reference/biomarkers.md's recovery, and the model that comes along, from nothing: some three hours on two cores, 25 GB in OUT.
#   tools/benchmarks/diagnosis.sh OUT
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
cd "$1"
substantia() { "$root/substantia" "$@"; }

# Persons to learn from, of training anatomy, and 500 others of test anatomy, as whole scans.
substantia synthesize train --cases 2000 --seed 8101 --anatomy training --grid nuclei --mirrored
substantia synthesize cohort --cases 500 --seed 7001 --anatomy test
substantia predict cohort predictions --segmentation-only

echo "== The model that comes along"
substantia train diagnosis --cohort train --description "2,000 synthetic patients" --init none --soft-labels train/posterior.csv \
  --out parkinson.json --test cohort --test-predictions predictions
echo "== The same from diagnoses instead of posteriors"
substantia train diagnosis --cohort train --init none --out diagnoses.json --test cohort --test-predictions predictions
echo "== In true masks"
substantia train diagnosis --cohort train --init none --soft-labels train/posterior.csv --out again.json --test cohort

for masks in truth predicted; do
  where=()
  [[ $masks == truth ]] || where=(--predictions predictions)
  for init in none parkinson.json; do
    echo "== 500 patients, $masks masks, init $init"
    substantia train diagnosis --cohort cohort --masks $masks "${where[@]}" --init $init --out "$masks.json" \
      --learning-curve 25,50,100,200,400
  done
done

echo "== Recovery of known values"
substantia biomarkers cohort --out biomarkers.csv
python3 "$root/tools/benchmarks/biomarker_recovery.py" biomarkers.csv cohort

# A scanner that tells the diagnosis where it is learnt; the same test persons once with that scanner, once with the opposite one.
substantia synthesize aligned --cases 300 --seed 8201 --anatomy training --grid nuclei --confounded=aligned
for how in aligned reversed; do
  substantia synthesize test-$how --cases 300 --seed 8202 --anatomy test --grid nuclei --confounded=$how
done
for images in "" --whole-image-intensities; do
  for how in aligned reversed; do
    echo "== Learnt where the scanner tells the diagnosis, tested $how $images"
    substantia train diagnosis --cohort aligned --init none --out confounded.json --test test-$how $images
  done
done
