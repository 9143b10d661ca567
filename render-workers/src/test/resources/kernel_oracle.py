"""Average, mode and Lanczos by their definitions, against the pixels of a raster.

kernel_oracle.py METHOD SOURCE RASTER EVERY: looks at every so many rows of the raster, and prints
how many pixels it compared, how many differ, how many by more than one, and how many only the
raster or only the definition has. Rows and columns of the raster are projected by PROJ.
"""

import sys

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()


def covered(a, b, size):
    """Returns the first pixel between two positions, and the share of each that is covered."""
    low, high = max(0.0, min(a, b)), min(float(size), max(a, b))
    if not low < high:
        return 0, numpy.zeros(0)
    first = int(numpy.floor(low))
    edges = numpy.arange(first, int(numpy.ceil(high)) + 1)
    return first, numpy.minimum(high, edges[1:]) - numpy.maximum(low, edges[:-1])


def lobes(centre, scale, size):
    """Returns the first pixel under a Lanczos kernel of three lobes, and the weights."""
    first = max(0, int(numpy.ceil(centre - 3 / scale)))
    last = min(size - 1, int(numpy.floor(centre + 3 / scale)))
    distance = (numpy.arange(first, last + 1) - centre) * scale
    return first, numpy.sinc(distance) * numpy.sinc(distance / 3)


def mode(values, weights):
    best, sums = None, {}
    for value, weight in zip(values, weights):
        sums[value] = sums.get(value, 0) + weight
        if best is None or sums[value] > sums[best] + 1e-9:
            best = value
    runners = [value for value in sums if value != best and sums[value] > sums[best] - 1e-6]
    return None if runners else best  # a tie: rounding decides


def value(method, source, valid, place, scale):
    x, y, x0, y0, x1, y1 = place
    height, width = source.shape
    if method == "lanczos":
        if not (0 <= x < width and 0 <= y < height and valid[int(y), int(x)]):
            return numpy.nan
        left, across = lobes(x - 0.5, scale[0], width)
        top, down = lobes(y - 0.5, scale[1], height)
    else:
        left, across = covered(x0, x1, width)
        top, down = covered(y0, y1, height)
    weights = numpy.outer(down, across)
    window = (slice(top, top + len(down)), slice(left, left + len(across)))
    there = valid[window]
    samples, weights = source[window][there], weights[there]
    if not len(samples):
        return numpy.nan
    if method == "lanczos" and len(samples) < there.size // 2:
        return numpy.nan
    if method == "mode":
        return mode(samples, weights)
    return numpy.floor((samples * weights).sum() / weights.sum() + 0.5)


def main(method, source_name, raster_name, every):
    source_file, raster_file = gdal.Open(source_name), gdal.Open(raster_name)
    source = source_file.ReadAsArray().astype(float)
    nodata = source_file.GetRasterBand(1).GetNoDataValue()
    valid = numpy.ones(source.shape, bool) if nodata is None else source != nodata
    raster = raster_file.ReadAsArray()
    has = raster_file.GetRasterBand(1).GetMaskBand().ReadAsArray() != 0
    systems = [raster_file.GetSpatialRef(), source_file.GetSpatialRef()]
    for system in systems:
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    project = osr.CoordinateTransformation(*systems)
    grid = raster_file.GetGeoTransform()
    back = gdal.InvGeoTransform(source_file.GetGeoTransform())
    height, width = raster.shape

    def places(y, dx, dy):
        points = [(grid[0] + (x + dx) * grid[1], grid[3] + (y + dy) * grid[5]) for x in range(width)]
        return [gdal.ApplyGeoTransform(back, *point[:2]) for point in project.TransformPoints(points)]

    compared = different = over_one = only_ours = only_theirs = 0
    # the raster covers the source
    scale = [min(1.0, width / source.shape[1]), min(1.0, height / source.shape[0])]
    for y in range(0, height, every):
        rows = zip(places(y, 0.5, 0.5), places(y, 0, 0), places(y, 1, 1))
        for x, (centre, corner, opposite) in enumerate(rows):
            expected = value(method, source, valid, centre + corner + opposite, scale)
            if expected is None:
                continue
            if numpy.isnan(expected) or not has[y, x]:
                only_ours += has[y, x] and numpy.isnan(expected)
                only_theirs += not has[y, x] and not numpy.isnan(expected)
                continue
            off = abs(float(raster[y, x]) - min(65535, max(0, expected)))
            compared, different, over_one = compared + 1, different + (off > 0), over_one + (off > 1)
    print(compared, different, over_one, only_ours, only_theirs)


main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
