"""Reads rasters with GDAL: for each path on stdin one line of JSON on stdout, or one with an error."""
import json
import sys

from osgeo import gdal

gdal.UseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")


def band(b):
    table = b.GetColorTable()
    return {
        "type": gdal.GetDataTypeName(b.DataType),
        "nodata": b.GetNoDataValue(),
        "color": gdal.GetColorInterpretationName(b.GetColorInterpretation()),
        "description": b.GetDescription(),
        "scale": b.GetScale(),
        "offset": b.GetOffset(),
        "unit": b.GetUnitType(),
        "palette": None if table is None else [list(table.GetColorEntry(i)) for i in range(table.GetCount())],
        "values": b.ReadAsArray().astype(float).ravel().tolist(),
        "valid": (b.GetMaskBand().ReadAsArray() > 0).ravel().tolist(),
    }


def raster(path):
    d = gdal.Open(path)
    srs = d.GetSpatialRef()
    return {
        "width": d.RasterXSize,
        "height": d.RasterYSize,
        "transform": list(d.GetGeoTransform()),
        "epsg": srs.GetAuthorityCode(None) if srs else None,
        "metadata": d.GetMetadata(),
        "bands": [band(d.GetRasterBand(i + 1)) for i in range(d.RasterCount)],
    }


for line in sys.stdin:
    try:
        print(json.dumps(raster(line.rstrip("\n"))), flush=True)
    except RuntimeError as e:
        print(json.dumps({"error": str(e)}), flush=True)
