"""Reads all levels of a Zarr 3 file with the standard library, NumPy and libzstd, and holds them against a GeoTIFF, as GDAL reads it.

Usage: zarr_oracle.py RASTER FILE. Prints how many levels and values were compared, and the SHA-256 of each level.
"""
import base64
import ctypes
import hashlib
import json
import struct
import sys
import zipfile

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
ZSTD = ctypes.CDLL('libzstd.so.1')
ZSTD.ZSTD_decompress.restype = ctypes.c_size_t
ZSTD.ZSTD_decompress.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
CRC32C = []
for value in range(256):
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    CRC32C.append(value)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ CRC32C[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


def decode(data, codecs, shape, dtype):
    order = None
    for codec in reversed(codecs):
        if codec['name'] == 'zstd':
            size = int(np.prod(shape)) * dtype.itemsize
            raw = ctypes.create_string_buffer(size)
            assert ZSTD.ZSTD_decompress(raw, size, data, len(data)) == size
            data = raw.raw
        elif codec['name'] == 'transpose':
            order = codec['configuration']['order']
        else:
            assert codec == {'name': 'bytes', 'configuration': {'endian': 'little'}}, codec
    if order is None:
        return np.frombuffer(data, dtype).reshape(shape)
    stored = np.frombuffer(data, dtype).reshape([shape[axis] for axis in order])
    return stored.transpose(np.argsort(order))


class Array:
    def __init__(self, zip, path, told):
        self.zip, self.path, self.told = zip, path, told
        assert told['zarr_format'] == 3 and told['node_type'] == 'array'
        assert told['chunk_key_encoding'] == {'name': 'default', 'configuration': {'separator': '/'}}
        assert len(told['dimension_names']) == len(told['shape'])
        self.dtype = np.dtype(told['data_type']).newbyteorder('<')
        fill = told['fill_value']
        self.fill = float(fill) if isinstance(fill, str) else fill
        self.shape = told['shape']
        self.attributes = told['attributes']

    def read(self):
        chunk = self.told['chunk_grid']['configuration']['chunk_shape']
        counts = [-(-size // side) for size, side in zip(self.shape, chunk)]
        whole = np.full([count * side for count, side in zip(counts, chunk)], self.fill, self.dtype)
        for at in np.ndindex(*counts):
            name = '/'.join([self.path, 'c'] + [str(i) for i in at])
            if name in self.zip.NameToInfo:
                place = tuple(slice(i * side, (i + 1) * side) for i, side in zip(at, chunk))
                whole[place] = self.chunk(self.zip.read(name), chunk)
        return whole[tuple(slice(0, size) for size in self.shape)]

    def chunk(self, data, shape):
        codecs = self.told['codecs']
        if codecs[0]['name'] != 'sharding_indexed':
            return decode(data, codecs, shape, self.dtype)
        sharding = codecs[0]['configuration']
        assert sharding['index_location'] == 'end' and [c['name'] for c in sharding['index_codecs']] == ['bytes', 'crc32c']
        inner = sharding['chunk_shape']
        counts = [side // small for side, small in zip(shape, inner)]
        index = data[-16 * int(np.prod(counts)) - 4:]
        assert crc32c(index[:-4]) == struct.unpack('<I', index[-4:])[0]
        places = np.frombuffer(index[:-4], '<u8').reshape(counts + [2])
        whole = np.full(shape, self.fill, self.dtype)
        for at in np.ndindex(*counts):
            offset, length = (int(number) for number in places[at])
            if offset != 2 ** 64 - 1:
                place = tuple(slice(i * side, (i + 1) * side) for i, side in zip(at, inner))
                whole[place] = decode(data[offset:offset + length], sharding['codecs'], inner, self.dtype)
        return whole


def main():
    raster = gdal.Open(sys.argv[1])
    zip = zipfile.ZipFile(sys.argv[2])
    assert zip.testzip() is None and all(info.compress_type == zipfile.ZIP_STORED for info in zip.infolist())
    root = json.loads(zip.read('zarr.json'))
    nodes = root['consolidated_metadata']['metadata']
    for path, told in nodes.items():
        assert json.loads(zip.read(path + '/zarr.json')) == told, path
    layout = root['attributes']['multiscales']['layout']
    bands = [raster.GetRasterBand(1 + i) for i in range(raster.RasterCount)]
    assert len(layout) == 1 + bands[0].GetOverviewCount()
    masked = bool(bands[0].GetMaskFlags() & gdal.GMF_PER_DATASET) and bands[-1].GetColorInterpretation() != gdal.GCI_AlphaBand
    compared = 0
    sums = []
    for level, told in enumerate(layout):
        group = told['asset']
        arrays = {path.split('/')[1]: Array(zip, path, node) for path, node in nodes.items()
                  if path.startswith(group + '/')}
        at = [band if level == 0 else band.GetOverview(level - 1) for band in bands]
        expected = np.stack([band.ReadAsArray() for band in at])
        data = arrays['data'].read()
        assert data.dtype == expected.dtype and data.shape == expected.shape, (data.shape, expected.shape)
        np.testing.assert_array_equal(data, expected)
        if masked:
            np.testing.assert_array_equal(arrays['mask'].read() > 0, at[0].GetMaskBand().ReadAsArray() > 0)
        assert ('mask' in arrays) == masked
        west, width, _, north, _, height = raster.GetGeoTransform()
        scale = 2 ** level
        np.testing.assert_allclose(arrays['x'].read(), west + (np.arange(data.shape[2]) + 0.5) * width * scale, rtol=1e-14)
        np.testing.assert_allclose(arrays['y'].read(), north + (np.arange(data.shape[1]) + 0.5) * height * scale, rtol=1e-14)
        assert arrays['band'].read().tolist() == list(range(1, len(bands) + 1))
        mapping = arrays['spatial_ref'].attributes
        crs = osr.SpatialReference()
        crs.ImportFromWkt(mapping['crs_wkt'])
        assert crs.IsSame(raster.GetSpatialRef(), ['IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES']), mapping['crs_wkt']
        transform = [west, width * scale, 0, north, 0, height * scale]
        np.testing.assert_allclose([float(n) for n in mapping['GeoTransform'].split()], transform, rtol=1e-14)
        assert told['spatial:transform'] == [width * scale, 0, west, 0, height * scale, north]
        assert told['spatial:shape'] == list(data.shape[1:])
        attributes = arrays['data'].attributes
        nodata = bands[0].GetNoDataValue()
        fill = attributes.get('_FillValue')
        if isinstance(fill, str):
            fill = struct.unpack('<d', base64.b64decode(fill))[0]
        assert (fill is None) == (nodata is None) and (fill is None or fill == nodata or fill != fill and nodata != nodata)
        assert [each for each in attributes['long_name']][:1] == [bands[0].GetDescription()]
        if bands[0].GetScale() is not None and len({b.GetScale() for b in bands}) == 1:
            scales = attributes.get('scale_factor', 1), attributes.get('add_offset', 0)
            assert scales == (bands[0].GetScale(), bands[0].GetOffset() or 0)
        compared += data.size
        sums.append(hashlib.sha256(np.ascontiguousarray(data).tobytes()).hexdigest())
    print(len(layout), compared, *sums)


main()
