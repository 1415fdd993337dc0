"""Writes the expected values for distances, components and filters, computed by SciPy.

Run from anywhere with NumPy 1.24 and SciPy 1.10:  python3 make_distance_components_filter.py
Arrays are indexed [z, y, x] and stored in C order, so that x is fastest.
"""
import pathlib

import numpy as np
from scipy import ndimage

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "oracles"
SHAPE = (9, 11, 13)  # z, y, x
rng = np.random.default_rng(20261123)


def save(name, array):
    OUT.mkdir(parents=True, exist_ok=True)
    np.save(OUT / f"{name}.npy", np.ascontiguousarray(array))


# Distances: few voxels, half the voxels, most voxels.
for name, share in (("sparse", 0.005), ("half", 0.5), ("dense", 0.97)):
    mask = rng.random(SHAPE) < share
    save(f"distance_{name}_mask", mask.astype(np.uint8))
    for spacing_name, sampling in (("unit", (1, 1, 1)), ("mri", (2.0, 0.6667, 0.6667))):
        outside = ndimage.distance_transform_edt(~mask, sampling=sampling)
        inside = ndimage.distance_transform_edt(mask, sampling=sampling)
        save(f"distance_{name}_{spacing_name}", (outside - inside).astype(np.float32))

# Components of masks from scattered to percolating, and of a label map.
for name, share in (("scattered", 0.12), ("middling", 0.25), ("percolating", 0.4)):
    mask = rng.random(SHAPE) < share
    save(f"components_{name}_mask", mask.astype(np.uint8))
    for steps in (1, 2, 3):
        labels, _ = ndimage.label(mask, ndimage.generate_binary_structure(3, steps))
        save(f"components_{name}_{steps}", labels.astype(np.int16))

# Morphology.
mask = ndimage.gaussian_filter(rng.standard_normal(SHAPE), 1.0) > -0.05
seeds = rng.random(SHAPE) < 0.03
save("morphology_mask", mask.astype(np.uint8))
save("morphology_seeds", seeds.astype(np.uint8))
for steps in (1, 2, 3):
    structure = ndimage.generate_binary_structure(3, steps)
    for times in (1, 2):
        save(f"morphology_erosion_{steps}_{times}", ndimage.binary_erosion(mask, structure, times).astype(np.uint8))
        save(f"morphology_dilation_{steps}_{times}", ndimage.binary_dilation(seeds, structure, times).astype(np.uint8))
shell = rng.random(SHAPE) < 0.72
save("morphology_holes_mask", shell.astype(np.uint8))
save("morphology_holes_filled", ndimage.binary_fill_holes(shell).astype(np.uint8))

# Smoothing and derivatives.
image = (rng.standard_normal(SHAPE) * 50 + 100).astype(np.float32)
save("smoothing_input", image)
for name, sigma in (("isotropic", (1, 1, 1)), ("anisotropic", (0.4, 2.5, 1.3)), ("wide", (6, 0, 7))):  # z, y, x
    save(f"smoothing_{name}", ndimage.gaussian_filter(image, sigma))
save("box_mean", ndimage.uniform_filter(image.astype(np.float64), (1, 5, 3)).astype(np.float32))  # z, y, x
for axis, derivative in zip("zyx", np.gradient(image.astype(np.float64), 2.0, 0.7, 0.5)):
    save(f"gradient_{axis}", derivative.astype(np.float32))
