"""Reads images with nibabel and NumPy as NiftiReadBenchmark does: nibabel_read.py IMAGE MASK (median of 21, ms)."""
import statistics
import sys
import time

import nibabel
import numpy


def median_ms(work):
    work()
    times = []
    for _ in range(21):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


image, mask = sys.argv[1:3]
print("image to float32: %.1f ms" % median_ms(lambda: numpy.asarray(nibabel.load(image).dataobj).astype(numpy.float32)))
print("mask to uint8:    %.1f ms" % median_ms(lambda: numpy.asarray(nibabel.load(mask).dataobj).astype(numpy.uint8)))
