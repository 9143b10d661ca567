"""Makes scenes with a quality band, and evaluates its bits as the product guides tell them.

oracle.py make FOLDER KIND          band.tif and the quality band of a kind of product
oracle.py mask FOLDER KIND CLASSES CONFIDENCE BUFFER
                                    masked.tif: band.tif with its no-data value under the mask
"""
import sys
import numpy as np
from osgeo import gdal

gdal.UseExceptions()
NODATA = 0
QUALITY = {"landsat2": "LC08_QA_PIXEL.TIF", "landsat1": "pixel_qa.tif", "bqa": "BQA.TIF", "old": "BQA.TIF",
           "scl": "SCL_20m.tif", "pan": "qa_pixel.tif"}


def write(path, array, west, north, size, nodata=None, options=()):
    kind = gdal.GDT_Byte if array.dtype == np.uint8 else gdal.GDT_UInt16
    file = gdal.GetDriverByName("GTiff").Create(
        path, array.shape[1], array.shape[0], 1, kind, list(options))
    file.SetGeoTransform((west, size, 0, north, 0, -size))
    file.SetProjection("EPSG:32633")
    file.GetRasterBand(1).WriteArray(array)
    if nodata is not None:
        file.GetRasterBand(1).SetNoDataValue(nodata)
    return file


def make(folder, kind):
    random = np.random.default_rng(sum(map(ord, kind)))
    tiles = ("TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=128", "COMPRESS=DEFLATE")
    if kind == "scl":
        quality = random.choice([4, 5], (530, 640)).astype(np.uint8)
        some = random.random(quality.shape) < 0.004
        quality[some] = random.integers(0, 12, int(some.sum()))
        write(f"{folder}/{QUALITY[kind]}", quality, 500000, 5000000, 20)
        band = random.integers(1, 60000, (1060, 1280)).astype(np.uint16)
        write(f"{folder}/band.tif", band, 500000, 5000000, 10, NODATA, tiles)
        return
    quality = np.full((700, 1100), 0, np.uint16)
    low = {"landsat2": 0b0101010101000000, "pan": 0b0101010101000000, "landsat1": 0b0000000101000010,
           "bqa": 0b0000101010100000, "old": 0b0101010100000000}[kind]
    quality[:] = low
    some = random.random(quality.shape) < 0.003
    quality[some] = random.integers(0, 1 << 16, int(some.sum()))
    quality[0, 0] = quality[-1, -1] = quality[300, 511] = quality[511, 700] = 0xffff
    write(f"{folder}/{QUALITY[kind]}", quality, 500000, 5000000, 30, None, tiles[:1])
    if kind == "pan":  # begins beyond the quality band, and half a pixel of it aside
        band = random.integers(1, 60000, (900, 1500)).astype(np.uint16)
        write(f"{folder}/band.tif", band, 500000 - 22.5, 5000000 + 22.5, 15, NODATA, tiles)
    else:
        band = random.integers(1, 60000, quality.shape).astype(np.uint16)
        write(f"{folder}/band.tif", band, 500000, 5000000, 30, NODATA, ("COMPRESS=LZW",))


def bit(q, n):
    return q >> n & 1 == 1


def pair(q, n, least):
    return (q >> n & 3) >= {"medium": 2, "high": 3}[least]


def of(kind, name, confidence, q):
    none = np.zeros(q.shape, bool)
    sure = confidence if confidence != "none" else "high"
    more = confidence != "none"
    if kind == "scl":
        values = {"fill": [0], "saturated": [1], "dark": [2], "shadow": [3], "water": [6], "unclassified": [7],
                  "cloud": [9] if confidence == "high" else [8, 9], "cirrus": [10], "snow": [11]}
        return np.isin(q, values.get(name, []))
    flags = {"landsat2": {"fill": 0, "dilated": 1, "cirrus": 2, "cloud": 3, "shadow": 4, "snow": 5, "water": 7},
             "landsat1": {"fill": 0, "water": 2, "shadow": 3, "snow": 4, "cloud": 5},
             "bqa": {"fill": 0, "cloud": 4}, "old": {"fill": 0}}
    pairs = {"landsat2": {"cloud": 8, "shadow": 10, "snow": 12, "cirrus": 14},
             "landsat1": {"cloud": 6, "cirrus": 8},
             "bqa": {"cloud": 5, "shadow": 7, "snow": 9, "cirrus": 11},
             "old": {"water": 4, "snow": 10, "cirrus": 12, "cloud": 14}}
    kind = "landsat2" if kind == "pan" else kind
    found = none
    if name in flags[kind]:
        found = found | bit(q, flags[kind][name])
    if name in pairs[kind] and (more or name not in flags[kind]):
        found = found | pair(q, pairs[kind][name], sure)
    return found


def disc(hidden, radius):
    grown = np.zeros_like(hidden)
    rows, columns = hidden.shape
    for down in range(-radius, radius + 1):
        for right in range(-radius, radius + 1):
            if down * down + right * right > radius * radius:
                continue
            to_y, from_y = max(0, down), max(0, -down)
            to_x, from_x = max(0, right), max(0, -right)
            height, width = rows - abs(down), columns - abs(right)
            grown[to_y:to_y + height, to_x:to_x + width] |= hidden[from_y:from_y + height, from_x:from_x + width]
    return grown


def mask(folder, kind, classes, confidence, radius):
    file = gdal.Open(f"{folder}/{QUALITY[kind]}")
    q = file.ReadAsArray().astype(np.uint32)
    hidden = np.zeros(q.shape, bool)
    for name in classes.split(","):
        if name != "fill":
            hidden |= of(kind, name, confidence, q)
    hidden = disc(hidden, int(radius))
    if "fill" in classes.split(","):
        hidden |= of(kind, "fill", confidence, q)
    place = file.GetGeoTransform()
    source = gdal.Open(f"{folder}/band.tif")
    at = source.GetGeoTransform()
    band = source.ReadAsArray()
    x = at[0] + (np.arange(band.shape[1]) + 0.5) * at[1]
    y = at[3] + (np.arange(band.shape[0]) + 0.5) * at[5]
    column = np.floor((x - place[0]) / place[1] + 1e-9).astype(int)
    row = np.floor((y - place[3]) / place[5] + 1e-9).astype(int)
    inside = ((row >= 0) & (row < q.shape[0]))[:, None] & ((column >= 0) & (column < q.shape[1]))[None, :]
    nearest = hidden[np.clip(row, 0, q.shape[0] - 1)][:, np.clip(column, 0, q.shape[1] - 1)]
    gone = nearest | ~inside
    print(int(gone.sum()), band.size)
    band[gone] = NODATA
    write(f"{folder}/masked.tif", band, at[0], at[3], at[1], NODATA, ("TILED=YES",))


{"make": make, "mask": mask}[sys.argv[1]](*sys.argv[2:])
