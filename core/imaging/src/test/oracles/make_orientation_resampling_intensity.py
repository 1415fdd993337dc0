"""Writes the expected values for orientations, resampling and intensities, computed by nibabel, SciPy and NumPy.

Run from anywhere with NumPy 1.24, SciPy 1.10, nibabel 5.0:  python3 make_orientation_resampling_intensity.py
Arrays are indexed [z, y, x] and stored in C order, so that x is fastest.
"""
import pathlib

import nibabel
import numpy as np
from scipy import ndimage

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "oracles"
rng = np.random.default_rng(20261124)


def save(name, array):
    OUT.mkdir(parents=True, exist_ok=True)
    np.save(OUT / f"{name}.npy", np.ascontiguousarray(array))


def turn(ax, ay, az):
    cx, sx, cy, sy, cz, sz = np.cos(ax), np.sin(ax), np.cos(ay), np.sin(ay), np.cos(az), np.sin(az)
    rx = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    ry = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    rz = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return rz @ ry @ rx


# Orientation: random affines, sheared a little, with nibabel's codes.
affines, codes = [], []
for _ in range(120):
    linear = turn(*rng.uniform(-np.pi, np.pi, 3)) @ np.diag(rng.uniform(0.5, 3, 3) * rng.choice([-1, 1], 3))
    linear = linear @ (np.eye(3) + rng.uniform(-0.15, 0.15, (3, 3)))
    affine = np.eye(4)
    affine[:3, :3] = linear
    affine[:3, 3] = rng.uniform(-100, 100, 3)
    affines.append(affine[:3].ravel())
    codes.append([ord(letter) for letter in nibabel.aff2axcodes(affine)])
save("orientation_affines", np.array(affines))
save("orientation_codes", np.array(codes, np.uint8))

# Resampling: a smooth random source of 11 x 10 x 8 (x, y, z) voxels.
SHAPE = (8, 10, 11)
source = (ndimage.gaussian_filter(rng.standard_normal(SHAPE), 0.7) * 300 + 100).astype(np.float32)
save("resampling_source", source)
source_affine = np.diag([-0.7, 0.8, 2.0, 1])
source_affine[:3, 3] = (3, -2, 5)


def sampled(target_shape, target_affine, order, mode, values=source):
    """Values at the target's voxels; voxels centered more than half a voxel beyond the source's outermost centers are -7."""
    k, j, i = np.indices(target_shape)
    world = np.tensordot(target_affine[:3, :3], np.stack([i, j, k]), 1) + target_affine[:3, 3][:, None, None, None]
    inverse = np.linalg.inv(source_affine)
    x, y, z = np.tensordot(inverse[:3, :3], world, 1) + inverse[:3, 3][:, None, None, None]
    out = ndimage.map_coordinates(values.astype(np.float64), [z, y, x], order=order, mode=mode)
    for c, n in ((x, SHAPE[2]), (y, SHAPE[1]), (z, SHAPE[0])):
        out[(c < -0.5) | (c > n - 0.5)] = -7
    return out.astype(np.float32)


parallel = np.diag([0.55, -0.9, 1.1, 1])
parallel[:3, 3] = (-4.6, 5.3, 4.1)
swapped = np.zeros((4, 4))
swapped[0, 2], swapped[1, 0], swapped[2, 1], swapped[3, 3] = 1.3, 0.75, -1.4, 1
swapped[:3, 3] = (-4.3, -1.7, 19.2)
oblique = np.eye(4)
oblique[:3, :3] = turn(0.3, -0.2, 0.5) @ np.diag([0.8, 0.9, 1.6])
oblique[:3, 3] = (-3.5, -3.0, 6.0)
for name, affine in (("parallel", parallel), ("swapped", swapped), ("oblique", oblique)):
    save(f"resampling_{name}_affine", affine[:3].ravel())
    save(f"resampling_{name}_linear", sampled((12, 8, 11), affine, 1, "nearest"))
    save(f"resampling_{name}_cubic", sampled((12, 8, 11), affine, 3, "mirror"))

# Labels: the largest of the labels' linearly interpolated masks, the smallest label among equals.
labels = rng.integers(0, 4, (4, 5, 6)).repeat(2, 0).repeat(2, 1).repeat(2, 2)[:, :, :11].astype(np.uint8)
save("resampling_labels_source", labels)
for name, affine in (("parallel", parallel), ("oblique", oblique)):
    votes = np.stack([sampled((12, 8, 11), affine, 1, "nearest", labels == label) for label in range(4)])
    vote = np.argmax(np.round(votes, 5), 0)
    vote[votes[0] == -7] = 0
    save(f"resampling_labels_{name}", vote.astype(np.uint8))

# Intensities.
values = np.concatenate([rng.normal(20, 8, 700), rng.normal(90, 15, 400)]).astype(np.float32)
save("intensity_values", values)
PERCENTS = np.array([0, 0.1, 2.5, 10, 33.3, 50, 66.6, 90, 99.9, 100])
save("intensity_percents", PERCENTS)
save("intensity_percentiles", np.percentile(values.astype(np.float64), PERCENTS))
v = values.astype(np.float64)
save("intensity_moments", np.array([v.mean(), v.std(), v.min(), v.max()]))
# Otsu by definition: the border between two of 256 bins with the least variance within the classes of the binned values.
counts, edges = np.histogram(v, 256)
centers = (edges[:-1] + edges[1:]) / 2
best = min(
    range(1, 256),
    key=lambda split: sum(
        (part_counts * (part_centers - np.average(part_centers, weights=part_counts)) ** 2).sum()
        for part_counts, part_centers in ((counts[:split], centers[:split]), (counts[split:], centers[split:]))
    ),
)
save("intensity_otsu", edges[best : best + 1])
