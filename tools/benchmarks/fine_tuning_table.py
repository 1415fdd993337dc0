"""Dice of every run of fine-tuning.sh on the scans it did not learn from: fine_tuning_table.py SCANS OUT"""
import glob
import os
import sys

import nibabel as nib
import numpy as np

STRUCTURES = {"CN": (36, 37, 1, 2), "Put": (57, 58, 3, 4), "GP": (55, 56, 5, 6), "TH": (59, 60, 7, 8)}


def dice(truth, prediction, challenge):
    figures = []
    for right, left, challenge_right, challenge_left in STRUCTURES.values():
        sides = []
        for value, label in ((right, challenge_right), (left, challenge_left)):
            a = truth == value
            b = prediction == (label if challenge else value)
            sides.append(2 * np.sum(a & b) / (np.sum(a) + np.sum(b)))
        figures.append(np.mean(sides))
    return figures


scans, out = sys.argv[1:]
print("%-22s %-10s" % ("training scans", "model"), *("%6s" % s for s in STRUCTURES), "  mean  tested on")
for run in sorted(glob.glob(out + "/*/")):
    for kind in ("adapted", "scratch"):
        rows, ids = [], []
        for case in sorted(glob.glob("%s%s-predictions/scan_*" % (run, kind))):
            maps = [m for m in glob.glob(case + "/*_pred.nii.gz")]
            ident = os.path.basename(case)[5:]
            truth = np.asanyarray(nib.load("%s/%s_glm.nii.gz" % (scans, ident)).dataobj)
            prediction = np.asanyarray(nib.load(maps[0]).dataobj) if maps else np.zeros_like(truth)
            rows.append(dice(truth, prediction, kind == "scratch"))
            ids.append(ident)
        if rows:
            mean = np.mean(rows, 0)
            print("%-22s %-10s" % (os.path.basename(run[:-1]), kind), *("%6.3f" % m for m in mean), "%6.3f  %s" % (mean.mean(), " ".join(ids)))
