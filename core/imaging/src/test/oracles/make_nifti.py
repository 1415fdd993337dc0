#!/usr/bin/env python3
"""Makes small NIfTI images with nibabel, and what nibabel reads from them, for NiftiOracleTest.

Usage: make_nifti.py OUTPUT_FOLDER (../resources/org/substantia/imaging/nifti seen from here). Made with nibabel 5.0.0, NumPy 1.24.2.

expected.txt has a line for each image: name; shape; affine (three rows of four); values, first axis fastest. The affine is
nibabel's, but for images with neither sform nor qform, where it is that of the standard's method 1.
"""
import os
import sys

import nibabel as nib
import numpy as np
from nibabel.nifti1 import Nifti1Extension, Nifti1Header, Nifti1Image, Nifti1Pair
from nibabel.nifti2 import Nifti2Header, Nifti2Image, Nifti2Pair

SHAPE = (4, 3, 2)
DTYPES = ["uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]
FLIPPED = np.array([[-0.6666667, 0, 0, 90.5], [0, 0.6666667, 0, -126], [0, 0, 2, -72.25], [0, 0, 0, 1]])

out = sys.argv[1]
os.makedirs(out, exist_ok=True)
rng = np.random.default_rng(20261123)
lines = []


def rotation(rx, ry, rz):
    cx, sx, cy, sy, cz, sz = np.cos(rx), np.sin(rx), np.cos(ry), np.sin(ry), np.cos(rz), np.sin(rz)
    return (
        np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
        @ np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        @ np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    )


def oblique(sx=1.5, sy=0.75, sz=2.5, flip=False, angles=(0.3, -0.2, 0.5)):
    affine = np.eye(4)
    affine[:3, :3] = rotation(*angles) @ np.diag([sx, sy, -sz if flip else sz])
    affine[:3, 3] = [-12.5, 30.25, 7]
    return affine


def numbers(dtype):
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        values = rng.normal(scale=1000, size=SHAPE)
    else:
        info = np.iinfo(dtype)
        values = rng.integers(max(info.min, -(2**40)), min(info.max, 2**40), size=SHAPE, endpoint=True)
    values = values.astype(dtype)
    if dtype.kind != "f":
        values[0, 0, 0], values[1, 0, 0] = np.iinfo(dtype).min, np.iinfo(dtype).max
    return values


def image(data, affine, version=1, order="<", pair=False, sform=1, qform=1):
    header = (Nifti1Header if version == 1 else Nifti2Header)(endianness=order)
    header.set_data_dtype(data.dtype.newbyteorder(order))
    classes = {(1, False): Nifti1Image, (2, False): Nifti2Image, (1, True): Nifti1Pair, (2, True): Nifti2Pair}
    img = classes[version, pair](data, None, header)
    zooms = list(np.sqrt((affine[:3, :3] ** 2).sum(axis=0))) + [1]
    img.header.set_zooms(zooms[: data.ndim])
    img.set_sform(affine if sform else None, sform)
    img.set_qform(affine if qform else None, qform)
    return img


def save(img, name, affine=None):
    path = os.path.join(out, name)
    nib.save(img, path)
    expect(name, affine)


def expect(name, affine=None):
    img = nib.load(os.path.join(out, name))
    affine = img.affine if affine is None else affine
    values = np.asarray(img.get_fdata(dtype=np.float64))
    shape = (list(values.shape) + [1, 1])[:3]
    lines.append(
        "; ".join(
            [
                name,
                " ".join(map(str, shape)),
                " ".join(repr(float(v)) for v in affine[:3].ravel()),
                " ".join(repr(float(v)) for v in values.ravel(order="F")),
            ]
        )
    )


def patch(source, name, edits):
    """Copies an image with header bytes changed: {offset: bytes}."""
    with open(os.path.join(out, source), "rb") as f:
        data = bytearray(f.read())
    for offset, new in edits.items():
        data[offset : offset + len(new)] = new
    with open(os.path.join(out, name), "wb") as f:
        f.write(data)


for dtype in DTYPES:
    for version in (1, 2):
        for order in "<>":
            gz = ".gz" if dtype in ("int16", "float32") else ""
            name = f"{dtype}_v{version}_{'le' if order == '<' else 'be'}.nii{gz}"
            save(image(numbers(dtype), FLIPPED, version, order), name)

for version in (1, 2):
    v = f"v{version}"
    # Scaling that nibabel chooses for float data in an integer file.
    img = image(rng.normal(loc=50, scale=20, size=SHAPE), oblique(), version)
    img.set_data_dtype(np.int16)
    save(img, f"scaled_{v}.nii")
    save(image(numbers("int16"), oblique(), version, qform=0), f"sform_only_{v}.nii")
    save(image(numbers("int16"), oblique(), version, sform=0), f"qform_only_{v}.nii")
    save(image(numbers("int16"), oblique(flip=True), version, sform=0), f"qform_flipped_{v}.nii")
    # Half a turn: the quaternion's real part is 0.
    save(image(numbers("int16"), oblique(angles=(np.pi, 0, 0)), version, sform=0), f"qform_half_turn_{v}.nii")
    save(
        image(numbers("int16"), FLIPPED, version, sform=0, qform=0),
        f"neither_{v}.nii",
        np.diag([0.6666667, 0.6666667, 2, 1]).astype(np.float32 if version == 1 else np.float64),
    )
    both = image(numbers("int16"), oblique(), version)
    both.set_qform(FLIPPED, 1)
    save(both, f"both_differ_{v}.nii")
    extended = image(numbers("int16"), oblique(), version)
    extended.header.extensions.append(Nifti1Extension("comment", b"a comment of some length" * 3))
    save(extended, f"extension_{v}.nii")
    save(image(numbers("int16"), oblique(), version, ">", pair=True), f"pair_{v}.hdr")
    save(image(numbers("float32"), oblique(), version, pair=True), f"zipped_pair_{v}.hdr.gz")

sheared = oblique()
sheared[0, 1] += 0.4
save(image(numbers("int16"), sheared, qform=0), "sheared_sform.nii")
save(image(numbers("uint8")[:, :, 0], FLIPPED), "two_dimensional.nii")
save(image(numbers("uint8")[..., None], FLIPPED), "one_time_point.nii")

# A singular sform beside a good qform: the qform counts.
patch("both_differ_v1.nii", "singular_sform.nii", {280: bytes(48)})
expect("singular_sform.nii", nib.load(os.path.join(out, "both_differ_v1.nii")).get_qform())

with open(os.path.join(out, "expected.txt"), "w") as f:
    f.write("\n".join(lines) + "\n")
