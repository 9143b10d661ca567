"""Composites of scenes by NumPy.

composite.py make FOLDER COUNT    COUNT scenes of red and nir with holes, which overlap in part
composite.py of FOLDER COUNT METHOD OUT
                                  red and nir of the composite on the grid of all scenes, as f64; NaN: no data
                                  of scene:METHOD which scene gave each pixel, from 1 on; 0: none
"""
import sys
import numpy as np
from osgeo import gdal

gdal.UseExceptions()
SIZE, WIDTH, HEIGHT, STEP = 30, 210, 170, 7


def make(folder, count):
    random = np.random.default_rng(5)
    for scene in range(int(count)):
        file = gdal.GetDriverByName("GTiff").Create(
            f"{folder}/scene{scene}.tif", WIDTH, HEIGHT, 2, gdal.GDT_UInt16,
            ["TILED=YES", "BLOCKXSIZE=128", "BLOCKYSIZE=128", "COMPRESS=DEFLATE", "INTERLEAVE=BAND"])
        file.SetGeoTransform((600000 + SIZE * STEP * (scene % 5), SIZE, 0, 4000000 - SIZE * STEP * (scene // 3), 0, -SIZE))
        file.SetProjection("EPSG:32633")
        for band in (1, 2):
            values = random.integers(1, 40, (HEIGHT, WIDTH)).astype(np.uint16)  # many are equal
            values[random.random(values.shape) < 0.3] = 0
            file.GetRasterBand(band).WriteArray(values)
            file.GetRasterBand(band).SetNoDataValue(0)


def of(folder, count, method, out):
    count = int(count)
    of_scenes = method.startswith("scene:")
    method = method.removeprefix("scene:")
    width, height = WIDTH + STEP * min(4, count - 1), HEIGHT + STEP * ((count - 1) // 3)
    stack = np.full((count, 2, height, width), np.nan)
    for scene in range(count):
        x, y = STEP * (scene % 5), STEP * (scene // 3)
        values = gdal.Open(f"{folder}/scene{scene}.tif").ReadAsArray().astype(float)
        # bands of one file of integers have no data where all are no data
        # but for tools and scores, which compute with each of them
        computes = method == "tool" or method.startswith("best")
        none = (values == 0).any(axis=0) if computes else (values == 0).all(axis=0)
        values[:, none] = np.nan
        stack[scene, :, y:y + HEIGHT, x:x + WIDTH] = values
    valid = ~np.isnan(stack).any(axis=1)
    name, _, rest = method.partition(":")
    if name in ("median", "tool"):
        made = np.nanmedian(stack, axis=0)
    elif name == "mean":
        made = np.nanmean(stack, axis=0)
    elif name == "min":
        made = np.nanmin(stack, axis=0)
    elif name == "max":
        made = np.nanmax(stack, axis=0)
    elif name == "percentile":
        made = np.nanpercentile(stack, float(rest), axis=0)
    else:
        if name == "best":
            red, nir = stack[:, 0], stack[:, 1]
            score = np.where(valid, (nir - red) / (nir + red), -np.inf)
            order = np.argmax(score, axis=0)  # the first of equals
        elif name == "first":
            order = np.argmax(valid, axis=0)
        else:
            order = count - 1 - np.argmax(valid[::-1], axis=0)
        if of_scenes:
            np.where(valid.any(axis=0), order + 1.0, 0).tofile(out)
            return
        made = np.take_along_axis(stack, order[None, None], axis=0)[0]
        made[:, ~valid.any(axis=0)] = np.nan
    made.tofile(out)
    print(width, height)


{"make": make, "of": of}[sys.argv[1]](*sys.argv[2:])
