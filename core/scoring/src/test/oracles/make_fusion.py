#!/usr/bin/env python3
"""Writes ../resources/org/substantia/scoring/fusion/oracle.txt (made with SciPy 1.10.1 and ITK 5.2.1).

Four triples of drawings of an ellipsoid, by raters of different care. STAPLE's figures come from itk::STAPLEImageFilter
through staple.cpp (its head says how it is built; its path is this script's argument), shape-based averages from
scipy.ndimage.distance_transform_edt with voxels of 0.667 x 0.667 x 2 mm. Each block is "case NAME" and lines "KEY
VALUE ..."; masks are runs: first index and length in turn, x fastest.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from scipy import ndimage

OUT = pathlib.Path(__file__).parent / "../resources/org/substantia/scoring/fusion/oracle.txt"
SHAPE = (8, 16, 20)
SPACING = (2, 0.667, 0.667)


def runs(mask):
    flat = np.concatenate([[0], mask.astype(np.int8).ravel(), [0]])
    starts, ends = np.flatnonzero(np.diff(flat) == 1), np.flatnonzero(np.diff(flat) == -1)
    return " ".join(f"{a} {b - a}" for a, b in zip(starts, ends))


def drawing(rng, shift, growth, wobble):
    z, y, x = np.indices(SHAPE).astype(float)
    z, y, x = (axis - middle - shift * rng.standard_normal() for axis, middle in zip((z, y, x), (3.5, 7.5, 9.5)))
    depth = 1 - np.sqrt((x / 6) ** 2 + (y / 4) ** 2 + (z / 2.6) ** 2)
    noise = ndimage.gaussian_filter(rng.standard_normal(SHAPE), 1.5)
    return (depth + growth + wobble * noise / noise.std() > 0).astype(np.uint8)


def main():
    rng = np.random.default_rng(20261127)
    lines = []
    for name, raters in (
        ("alike", [(0.2, 0, 0.05)] * 3),
        ("careless", [(0.6, 0, 0.2)] * 3),
        ("one-overdraws", [(0.3, 0, 0.1), (0.3, 0, 0.1), (0.3, 0.4, 0.1)]),
        ("one-underdraws", [(0.3, 0, 0.1), (0.3, 0.1, 0.1), (0.3, -0.4, 0.1)]),
    ):
        masks = [drawing(rng, *rater) for rater in raters]
        lines.append(f"case {name}")
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for k, mask in enumerate(masks):
                files.append(f"{folder}/{k}")
                mask.tofile(files[-1])
                lines.append(f"rater{k} {runs(mask)}")
            answer = subprocess.run(
                [sys.argv[1], *map(str, SHAPE[::-1]), *files], check=True, capture_output=True, text=True
            ).stdout.splitlines()
        inside = np.zeros(np.prod(SHAPE), bool)
        inside[list(map(int, answer[4].split()))] = True
        for key, value in zip(("iterations", "p", "q", "weights"), answer):
            lines.append(f"{key} {value.strip()}")
        lines.append(f"staple {runs(inside)}")
        mean = sum(
            ndimage.distance_transform_edt(m, SPACING) - ndimage.distance_transform_edt(1 - m, SPACING) for m in masks
        )
        lines.append(f"shape {runs(mean > 0)}")
        two = sum(
            ndimage.distance_transform_edt(m, SPACING) - ndimage.distance_transform_edt(1 - m, SPACING)
            for m in masks[:2]
        )
        lines.append(f"shapeoftwo {runs(two > 1e-9)}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")


main()
