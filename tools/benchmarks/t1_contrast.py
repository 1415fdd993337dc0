"""How bright caudate, pallidum and thalamus are in T1 scans, by the distance from their border: docs/explanation/synthetic-images.md.

    python3 tools/benchmarks/t1_contrast.py PATTERN MASK_NAME

PATTERN matches T1 scans, such as 'test/*/T1.nii.gz'; MASK_NAME is the file beside each with the sixteen nuclei, on its grid.
0 is the putamen's median, 1 the 85 % quantile of what is brighter within 12 voxels of caudate, putamen, pallidum and
thalamus. Rows are means over scans of the median at so many mm from the border, inside negative. Needs nibabel, NumPy, SciPy.
"""
import glob
import pathlib
import sys

import nibabel as nib
import numpy as np
from scipy import ndimage

LABELS = {"CN": (1, 2), "Put": (3, 4), "GP": (5, 6), "TH": (7, 8)}
DISTANCES = range(-4, 5)
LEAST_VOXELS = 50


def profile(scan, mask, name):
    image = nib.load(mask)
    labels = np.asarray(image.dataobj)
    places = np.argwhere((labels >= 1) & (labels <= 8))
    part = tuple(slice(max(0, low - 12), high + 13) for low, high in zip(places.min(0), places.max(0)))
    labels = labels[part]
    values = np.asarray(nib.load(scan).dataobj, dtype=float)[part]
    dark = np.median(values[np.isin(labels, LABELS["Put"])])
    bright = np.percentile(values[values > dark], 85)
    values = (values - dark) / (bright - dark)
    inside = np.isin(labels, LABELS[name])
    voxel = image.header.get_zooms()[:3]
    distance = ndimage.distance_transform_edt(~inside, voxel) - ndimage.distance_transform_edt(inside, voxel)
    free = inside | ~((labels >= 1) & (labels <= 8))
    shells = [free & (abs(distance - d) <= 0.5) for d in DISTANCES]
    return [np.median(values[shell]) if shell.sum() >= LEAST_VOXELS else np.nan for shell in shells]


scans = sorted(glob.glob(sys.argv[1]))
if not scans:
    sys.exit(f"no scan matches {sys.argv[1]}")
print(f"{len(scans)} scans  mm " + "".join(f"{d:6d}" for d in DISTANCES))
for nucleus in ("CN", "GP", "TH"):
    rows = [profile(scan, pathlib.Path(scan).with_name(sys.argv[2]), nucleus) for scan in scans]
    print(f"{nucleus:12s}  " + "".join(f"{value:6.2f}" for value in np.nanmean(rows, axis=0)))
