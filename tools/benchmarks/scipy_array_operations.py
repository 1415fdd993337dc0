"""Times the SciPy counterparts of ArrayOperationsBenchmark: median milliseconds of five runs.

Run beside the benchmark, on the same machine in the same minutes:  python3 tools/benchmarks/scipy_array_operations.py
"""
import time

import numpy as np
from scipy import ndimage

SHAPE = (70, 300, 300)  # z, y, x
rng = np.random.default_rng(1)
image = (rng.random(SHAPE) - 0.5).astype(np.float32)
blobs = ndimage.gaussian_filter(image, 2) > 0
z, y, x = np.ogrid[: SHAPE[0], : SHAPE[1], : SHAPE[2]]


def ellipsoid(cx, cy, cz, rx, ry, rz):
    return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 + ((z - cz) / rz) ** 2 <= 1


nuclei = np.zeros(SHAPE, bool)
for label in range(1, 17):
    nuclei |= ellipsoid(115 + 70 * (label % 2), 110 + 5 * label, 20 + 2 * label, 12, 16, 5)
brain = ellipsoid(150, 150, 35, 110, 130, 33)
all_neighbors = ndimage.generate_binary_structure(3, 3)
sampling = (2, 0.6667, 0.6667)
# Onto 1 mm, the grids' axes parallel, and the same turned by a few degrees.
scale = np.array([1 / 2, 1 / 0.6667, 1 / 0.6667])
target = (140, 200, 200)
angle = 0.1
turn = np.array([[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]])


def measure(name, function):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    print(f"{name:32s} {1000 * np.median(times):9.1f} ms", flush=True)


measure("distanceToNuclei", lambda: ndimage.distance_transform_edt(~nuclei, sampling))
measure("distanceToBlobs", lambda: ndimage.distance_transform_edt(~blobs, sampling))
measure("signedDistanceOfBrain", lambda: ndimage.distance_transform_edt(~brain, sampling) - ndimage.distance_transform_edt(brain, sampling))
measure("componentsOfBlobs", lambda: ndimage.label(blobs, all_neighbors))
measure("componentsOfNuclei", lambda: ndimage.label(nuclei, all_neighbors))
measure("gaussianSigma1", lambda: ndimage.gaussian_filter(image, 1))
measure("erosionOfBrain", lambda: ndimage.binary_erosion(brain))
measure("linearToOneMillimeter", lambda: ndimage.affine_transform(image, scale, output_shape=target, order=1))
measure("linearToTurnedOneMillimeter", lambda: ndimage.affine_transform(image, turn * scale[:, None], (0, 20, -20), target, order=1))
measure("cubicToOneMillimeter", lambda: ndimage.affine_transform(image, scale, output_shape=target, order=3, mode="mirror"))
measure("percentiles", lambda: np.percentile(image, [1, 50, 99]))
