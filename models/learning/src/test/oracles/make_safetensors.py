"""Writes reference.safetensors with Python's safetensors package (made with 0.8.0 and numpy 2.4.6), and the numbers of
half-precision.csv with numpy: floats by their bits, and the bits of the half nearest to each.

usage: python make_safetensors.py DIR
"""
import pathlib
import sys

import numpy as np
from safetensors.numpy import save_file

out = pathlib.Path(sys.argv[1])
save_file(
    {
        "a.weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 4 - 0.5,
        "b.half": np.array([0.1, -2.5, 65504.0], dtype=np.float16),
        "c.steps": np.array([1 << 40, -7], dtype=np.int64),
        "d.labels": np.array([[1], [2]], dtype=np.int32),
        "e.bytes": np.frombuffer(b"grey!", dtype=np.uint8),
        "f.scalar": np.array(3.5, dtype=np.float32),
        "g.empty": np.zeros((0, 4), dtype=np.float32),
    },
    out / "reference.safetensors",
    metadata={"plan": '{"patch": [128, 160, 48]}'},
)

rng = np.random.default_rng(20261123)
bits = rng.integers(0, 1 << 32, 500, dtype=np.uint64).astype(np.uint32)
# Where halves live, half of them exactly between two: the low 13 bits are those that go.
near = (rng.integers(101, 144, 1000) << 23 | rng.integers(0, 1 << 23, 1000) | rng.integers(0, 2, 1000) << 31).astype(np.uint32)
near[::2] = near[::2] & 0xFFFFE000 | 0x1000
edges = np.array([0.0, -0.0, 2.0**-25, 2.0**-25 * 1.0001, 2.0**-24, 1.5 * 2.0**-24, 2.5 * 2.0**-24, 2.0**-14, 2.0**-14 - 2.0**-25,
                  2.0**-14 - 2.0**-26, 65504, 65519.996, 65520, 1e38, np.inf, -np.inf], dtype=np.float32).view(np.uint32)
bits = np.concatenate([edges, near, bits])
bits = bits[~np.isnan(bits.view(np.float32))]
with np.errstate(over="ignore"):
    half = bits.view(np.float32).astype(np.float16).view(np.uint16)
with open(out / "half-precision.csv", "w") as csv:
    csv.writelines(f"{b:08x},{h:04x}\n" for b, h in zip(bits, half))
