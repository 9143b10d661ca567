#!/usr/bin/env python3
"""Compares two rasters of bytes with no-data 0, pixel by pixel. Needs GDAL's Python and NumPy.

Usage: compare.py OURS THEIRS
"""
import sys
import numpy as np
from osgeo import gdal

gdal.UseExceptions()
ours, theirs = (gdal.Open(name) for name in sys.argv[1:3])
if (ours.RasterXSize, ours.RasterYSize, ours.RasterCount, ours.GetGeoTransform()) != (
    theirs.RasterXSize, theirs.RasterYSize, theirs.RasterCount, theirs.GetGeoTransform()):
    sys.exit("Cannot compare: the grids differ.")
bands = ours.RasterCount
masks = np.zeros((2, 2), np.int64)
within = np.zeros((bands, 256), np.int64)
for y in range(0, ours.RasterYSize, 512):
    rows = min(512, ours.RasterYSize - y)
    a, b = (d.ReadAsArray(0, y, None, rows).reshape(bands, -1).astype(np.int16) for d in (ours, theirs))
    va, vb = (a != 0).all(0), (b != 0).all(0)
    masks += np.bincount(2 * va + vb, minlength=4).reshape(2, 2)
    for band in range(bands):
        both = va & vb
        within[band] += np.bincount(np.abs(a[band] - b[band])[both], minlength=256)
n = masks.sum()
print(f"pixels {n}: valid in both {masks[1, 1]}, ours only {masks[1, 0]}, theirs only {masks[0, 1]};"
      f" masks agree on {100 * (masks[0, 0] + masks[1, 1]) / n:.4f} %")
for band in range(bands):
    share = 100 * within[band].cumsum() / within[band].sum()
    print(f"band {band + 1}: equal {share[0]:.4f} %, within 1 {share[1]:.4f} %, within 2 {share[2]:.4f} %,"
          f" at most {within[band].nonzero()[0].max()}")
