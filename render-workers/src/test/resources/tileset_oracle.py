"""Holds each tile of a PMTiles or MBTiles file, or of a folder of images called Z-X-Y, against the level of its zoom in a GeoTIFF, as GDAL reads it.

Usage: tileset_oracle.py RASTER FILE TOLERANCE. Prints how many tiles and pixels with data were compared.
"""
import gzip
import os
import sqlite3
import struct
import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
HALF = 20037508.342789244


def varints(data, count, at):
    numbers = []
    for _ in range(count):
        number = shift = 0
        while True:
            byte = data[at]
            at += 1
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        numbers.append(number)
    return numbers, at


def directory(file, offset, length):
    data = gzip.decompress(file[offset:offset + length])
    (count,), at = varints(data, 1, 0)
    deltas, at = varints(data, count, at)
    runs, at = varints(data, count, at)
    lengths, at = varints(data, count, at)
    offsets, at = varints(data, count, at)
    assert at == len(data)
    ids = np.cumsum(deltas).tolist()
    for i in range(count):
        offsets[i] = offsets[i - 1] + lengths[i - 1] if offsets[i] == 0 else offsets[i] - 1
    return zip(ids, runs, lengths, offsets)


def zxy(tile_id):
    zoom = 0
    while tile_id >= 4 ** zoom:
        tile_id -= 4 ** zoom
        zoom += 1
    x = y = 0
    side = 1
    t = tile_id
    while side < 2 ** zoom:  # as the encyclopaedias have it
        rx = 1 & (t // 2)
        ry = 1 & (t ^ rx)
        if ry == 0:
            if rx == 1:
                x = side - 1 - x
                y = side - 1 - y
            x, y = y, x
        x += side * rx
        y += side * ry
        t //= 4
        side *= 2
    return zoom, x, y


def pmtiles(path):
    file = open(path, 'rb').read()
    assert file[:8] == b'PMTiles\x03'
    (root_at, root_length, meta_at, meta_length, leaves_at, leaves_length, data_at, data_length, addressed, entries,
     contents) = struct.unpack_from('<11Q', file, 8)
    clustered, internal, tiles, kind, min_zoom, max_zoom = struct.unpack_from('6B', file, 96)
    assert (clustered, internal, tiles) == (1, 2, 1)
    assert root_at + root_length <= 16384 and meta_at + meta_length == len(file)
    gzip.decompress(file[meta_at:meta_at + meta_length])
    found = []

    def walk(offset, length):
        for first, run, size, at in directory(file, offset, length):
            if run == 0:
                walk(leaves_at + at, size)
            for tile in range(first, first + run):
                found.append((tile, file[data_at + at:data_at + at + size]))

    walk(root_at, root_length)
    ids = [tile for tile, _ in found]
    assert ids == sorted(ids) and len(ids) == addressed
    tiles = {zxy(tile): image for tile, image in found}
    zooms = {zoom for zoom, _, _ in tiles}
    assert (min(zooms), max(zooms)) == (min_zoom, max_zoom)
    return tiles


def mbtiles(path):
    database = sqlite3.connect('file:%s?mode=ro' % path, uri=True)
    assert database.execute('PRAGMA integrity_check').fetchone() == ('ok',)
    told = dict(database.execute('SELECT name, value FROM metadata'))
    tiles = {(z, x, 2 ** z - 1 - y): image
             for z, x, y, image in database.execute('SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles')}
    zooms = {zoom for zoom, _, _ in tiles}
    assert (min(zooms), max(zooms)) == (int(told['minzoom']), int(told['maxzoom']))
    shown = gdal.OpenEx(path, open_options=['ZOOM_LEVEL=%d' % max(zooms)])
    assert shown.RasterCount >= 3 and shown.GetDriver().ShortName == 'MBTiles'
    return tiles


def folder(path):
    return {tuple(int(number) for number in name.split('-')): open(os.path.join(path, name), 'rb').read()
            for name in os.listdir(path)}


def level_of(raster, level):
    bands = [raster.GetRasterBand(1 + i) for i in range(raster.RasterCount)]
    at = [band if level == 0 else band.GetOverview(level - 1) for band in bands]
    colors = bands[0].GetColorTable()
    pixels = np.stack([band.ReadAsArray() for band in at])
    if bands[0].GetMaskFlags() & gdal.GMF_PER_DATASET:
        data = at[0].GetMaskBand().ReadAsArray() > 0
    elif bands[0].GetNoDataValue() is not None:
        data = (pixels != bands[0].GetNoDataValue()).any(axis=0)
    else:
        data = np.ones(pixels.shape[1:], bool)
    if colors:
        table = np.array([colors.GetColorEntry(i)[:3] for i in range(colors.GetCount())], np.uint8)
        pixels = np.moveaxis(table[np.minimum(pixels[0], len(table) - 1)], 2, 0)
    return (pixels if len(pixels) == 3 else np.repeat(pixels, 3, axis=0)), data


def decoded(image):
    gdal.FileFromMemBuffer('/vsimem/tile', image)
    tile = gdal.Open('/vsimem/tile')
    colors = tile.GetRasterBand(1).GetColorTable()
    pixels = tile.ReadAsArray().reshape(-1, 256, 256)
    data = np.ones((256, 256), bool)
    if colors:
        table = np.array([colors.GetColorEntry(i) for i in range(colors.GetCount())], np.uint8)
        pixels = np.moveaxis(table[pixels[0]], 2, 0)
    if len(pixels) in (2, 4):
        data = pixels[-1] > 0
        pixels = pixels[:-1]
    return (pixels if len(pixels) == 3 else np.repeat(pixels, 3, axis=0)), data


def main():
    raster = gdal.Open(sys.argv[1])
    read = {'.pmtiles': pmtiles, '.mbtiles': mbtiles, '': folder}[os.path.splitext(sys.argv[2])[1]]
    tiles = read(sys.argv[2])
    tolerance = int(sys.argv[3])
    west, pixel, _, north, _, _ = raster.GetGeoTransform()
    zoom = round(np.log2(2 * HALF / 256 / pixel))
    assert abs(2 * HALF / 256 / 2 ** zoom / pixel - 1) < 1e-9
    compared = 0
    seen = set()
    for level in range(raster.GetRasterBand(1).GetOverviewCount() + 1):
        at = zoom - level
        if at < 0:
            break
        left = round((west + HALF) / pixel) / 2 ** level
        top = round((HALF - north) / pixel) / 2 ** level
        if left % 1 or top % 1:
            break
        left, top = int(left), int(top)
        pixels, data = level_of(raster, level)
        height, width = data.shape
        wide = 256 * (-(-(left + width) // 256) - left // 256)
        canvas = np.zeros((3, 256 * (-(-(top + height) // 256) - top // 256), wide), np.uint8)
        opaque = np.zeros(canvas.shape[1:], bool)
        x0, y0 = left // 256, top // 256
        part = np.s_[top - 256 * y0:top - 256 * y0 + height, left - 256 * x0:left - 256 * x0 + width]
        canvas[(slice(None),) + part] = pixels
        opaque[part] = data
        for row in range(canvas.shape[1] // 256):
            for column in range(wide // 256):
                there = np.s_[256 * row:256 * row + 256, 256 * column:256 * column + 256]
                key = (at, (x0 + column) % 2 ** at, y0 + row)
                if not opaque[there].any():
                    assert key not in tiles, key
                    continue
                shown, has = decoded(tiles[key])
                expected = opaque[there]
                if tolerance == 0 or not has.all():
                    assert (has == expected).all(), ('data', key)
                off = np.abs(shown.astype(int) - canvas[(slice(None),) + there])[:, expected]
                assert (off.max() if tolerance == 0 else off.mean()) <= tolerance, (key, off.max(), off.mean())
                compared += int(expected.sum())
                seen.add(key)
    assert seen == set(tiles), sorted(set(tiles) - seen)[:3]
    print(len(seen), compared)


main()
