"""Compares two rasters on their common grid: compare.py OURS THEIRS MARGIN.

Prints: share of equal validity, share of values within 1, largest difference, number of values compared. Pixels nearer than
MARGIN to a pixel without data in either file are left out of the comparison of values.
"""
import sys

import numpy
from osgeo import gdal

gdal.UseExceptions()
ours, theirs = gdal.Open(sys.argv[1]), gdal.Open(sys.argv[2])
margin = int(sys.argv[3])
a, b = ours.GetGeoTransform(), theirs.GetGeoTransform()
assert abs(a[1] - b[1]) < 1e-9 and abs(a[5] - b[5]) < 1e-9, ("pixel size", a, b)
assert ours.RasterCount == theirs.RasterCount, ("bands", ours.RasterCount, theirs.RasterCount)
dx, dy = (b[0] - a[0]) / a[1], (b[3] - a[3]) / a[5]
assert abs(dx - round(dx)) < 1e-6 and abs(dy - round(dy)) < 1e-6, ("grids not aligned", a, b)
dx, dy = round(dx), round(dy)
x0, y0 = max(0, dx), max(0, dy)
x1 = min(ours.RasterXSize, dx + theirs.RasterXSize)
y1 = min(ours.RasterYSize, dy + theirs.RasterYSize)
assert x1 > x0 and y1 > y0, "no overlap"


def window(ds, x, y):
    data = ds.ReadAsArray(x, y, x1 - x0, y1 - y0).astype(numpy.float64)
    data = data if data.ndim == 3 else data[None]
    valid = numpy.ones(data.shape[1:], bool)
    for i in range(ds.RasterCount):
        nodata = ds.GetRasterBand(i + 1).GetNoDataValue()
        if nodata is not None:
            valid &= data[i] != nodata
    return data, valid


mine, mine_valid = window(ours, x0, y0)
other, other_valid = window(theirs, x0 - dx, y0 - dy)
inside = mine_valid & other_valid
for _ in range(margin):
    shrunk = inside.copy()
    shrunk[1:] &= inside[:-1]
    shrunk[:-1] &= inside[1:]
    shrunk[:, 1:] &= inside[:, :-1]
    shrunk[:, :-1] &= inside[:, 1:]
    shrunk[0] = shrunk[-1] = False
    shrunk[:, 0] = shrunk[:, -1] = False
    inside = shrunk
difference = numpy.abs(mine - other)[:, inside]
print(
    "validity=%.6f within1=%.6f max=%g compared=%d"
    % (
        (mine_valid == other_valid).mean(),
        (difference <= 1).mean(),
        difference.max(),
        difference.size,
    )
)
