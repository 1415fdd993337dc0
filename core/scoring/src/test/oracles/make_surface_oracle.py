"""Writes surface-oracle.csv: random small mask pairs and their figures by SciPy, with MedPy's definitions.

Usage: python3 make_surface_oracle.py ../resources/org/substantia/scoring/segmentation/surface-oracle.csv
"""
import sys

import numpy as np
from scipy import ndimage

rng = np.random.default_rng(20261123)


def blob(shape, kind):
    if kind == "noise":
        return rng.random(shape) < 0.05
    field = ndimage.gaussian_filter(rng.standard_normal(shape), 1.2)
    mask = field > np.quantile(field, rng.uniform(0.6, 0.95))
    if kind == "stray":
        mask[tuple(rng.integers(0, n) for n in shape)] = True
    return mask


def border(mask):
    return mask ^ ndimage.binary_erosion(mask, ndimage.generate_binary_structure(3, 1))


def directed(a, b, spacing):
    return ndimage.distance_transform_edt(~border(b), sampling=spacing)[border(a)]


def figures(truth, prediction, spacing, tolerance):
    there, back = directed(truth, prediction, spacing), directed(prediction, truth, spacing)
    both = np.hstack((there, back))
    return [
        both.max(),
        np.percentile(both, 95),
        max(np.percentile(there, 95), np.percentile(back, 95)),
        np.mean((there.mean(), back.mean())),
        (both <= tolerance).mean(),
    ]


with open(sys.argv[1], "w") as out:
    out.write("nx,ny,nz,sx,sy,sz,toleranceVoxels,toleranceMm,voxels,dice,jaccard")
    for unit in ("voxels", "mm"):
        for name in ("hausdorff", "hausdorff95", "directedHausdorff95", "assd", "nsd"):
            out.write(f",{name}_{unit}")
    out.write("\n")
    for i in range(36):
        shape = tuple(int(n) for n in rng.integers(3, 15, 3))
        spacing = (2 / 3, 2 / 3, 2.0) if i % 2 else tuple(float(s) for s in rng.uniform(0.4, 3, 3).round(3))
        kind = ("smooth", "noise", "stray")[i % 3]
        truth, prediction = blob(shape, "smooth"), blob(shape, kind)
        if not truth.any() or not prediction.any():
            continue
        tolerances = (1.0, 2.0)
        both = (truth + 2 * prediction).flatten(order="F")
        shared = (truth & prediction).sum()
        row = list(shape) + list(spacing) + list(tolerances) + ["".join(str(v) for v in both)]
        row += [2.0 * shared / (truth.sum() + prediction.sum()), shared / (truth | prediction).sum()]
        row += figures(truth, prediction, (1, 1, 1), tolerances[0]) + figures(truth, prediction, spacing, tolerances[1])
        out.write(",".join(repr(float(v)) if isinstance(v, (float, np.floating)) else str(v) for v in row) + "\n")
