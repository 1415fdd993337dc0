"""Three cases of a synthetic cohort side by side: python3 tools/benchmarks/cohort_pictures.py COHORT OUT.png ID ID ID

Columns: T1, QSM (-100 to 200 ppb), NM of each case; rows: the slices with most striatum and pallidum, nigra and red nucleus, dentate. Seen from the feet.
A missing image is black. Needs NumPy.
"""
import gzip
import os
import struct
import sys
import zlib

import numpy as np

ROWS = ((1, 6), (11, 14), (15, 16))
WIDTH, HEIGHT = 240, 260


def read(path):
    data = gzip.open(path).read()
    nx, ny, nz = struct.unpack("<3h", data[42:48])
    kind = {2: "u1", 4: "<i2", 16: "<f4"}[struct.unpack("<h", data[70:72])[0]]
    slope, intercept = struct.unpack("<2f", data[112:120])
    voxels = np.frombuffer(data[int(struct.unpack("<f", data[108:112])[0]):], kind, nx * ny * nz).reshape(nz, ny, nx)
    # The synthetic grid runs to the patient's right: turned, so that the right is at the left of the picture.
    return (voxels * (slope or 1) + intercept)[:, ::-1, ::-1]


def panel(slice_, low, high, middle):
    gray = np.clip((slice_ - low) / (high - low), 0, 1) * 255
    y, x = (max(0, min(c - n // 2, size - n)) for c, n, size in zip(middle, (HEIGHT, WIDTH), gray.shape))
    out = np.zeros((HEIGHT, WIDTH))
    cut = gray[y:y + HEIGHT, x:x + WIDTH]
    out[:cut.shape[0], :cut.shape[1]] = cut
    return out


cohort, out, ids = sys.argv[1], sys.argv[2], sys.argv[3:]
columns = []
for case in ids:
    folder = os.path.join(cohort, case)
    labels = read(os.path.join(folder, "QSM_mask.nii.gz"))
    middle = [int(np.mean(axis)) for axis in np.nonzero(labels.any(0))]
    slices = [int(np.argmax([((plane >= a) & (plane <= b)).sum() for plane in labels])) for a, b in ROWS]
    for name in ("T1", "QSM", "NM"):
        path = os.path.join(folder, name + ".nii.gz")
        if not os.path.exists(path):
            columns.append(np.zeros((HEIGHT * len(ROWS), WIDTH)))
            continue
        image = read(path)
        low, high = (-100, 200) if name == "QSM" else (0, np.percentile(image[image > 0], 99))
        columns.append(np.concatenate([panel(image[z], low, high, middle) for z in slices]))
pixels = np.concatenate(columns, 1).astype(np.uint8)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


rows = b"".join(b"\0" + row.tobytes() for row in pixels)
with open(out, "wb") as file:
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 0, 0, 0, 0)
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
