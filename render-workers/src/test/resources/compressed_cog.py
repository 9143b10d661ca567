"""Compares compressed.tif of a folder with plain.tif, which holds the same pixels as they are.

Usage: compressed_cog.py FOLDER COMPRESSION [QUALITY | MAX_Z_ERROR]

Every level is compared, pixels and mask, as GDAL and (where it is installed) rasterio read them: none may differ more
than MAX_Z_ERROR; of JPEG and WEBP the mean difference may be no greater than that of the COG that GDAL makes of the
level at this quality. Prints "levels N", then the checksum of each band, at the end; any fault ends it with what
and where.
"""

import os
import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
folder, compression, number = sys.argv[1], sys.argv[2], float(sys.argv[3])
compressed, plain, reference = (os.path.join(folder, n) for n in ("compressed.tif", "plain.tif", "reference.tif"))
lossy = compression == "JPEG" or compression == "WEBP" and number < 100
limit = 0 if compression == "WEBP" else number

ours, source = gdal.Open(compressed), gdal.Open(plain)
bands = range(1, source.RasterCount + 1)
if source.RasterCount != ours.RasterCount:
    sys.exit("%d bands" % ours.RasterCount)
named = ours.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE")
if named is not None and named != ("YCbCr JPEG" if compression == "JPEG" and source.RasterCount == 3 else compression):
    sys.exit("compression " + str(named))


def level(dataset, band, index):
    one = dataset.GetRasterBand(band)
    return one if index == 0 else one.GetOverview(index - 1)


def mean_difference(dataset, of, index, mask):
    total = 0.0
    for band in bands:
        a = level(dataset, band, of).ReadAsArray().astype(float)
        b = level(source, band, index).ReadAsArray().astype(float)
        total += np.abs(a - b)[mask != 0].mean() if (mask != 0).any() else 0
    return total / len(bands)



def like_gdal(index):
    """What GDAL makes of the pixels of a level."""
    options = [] if index == 0 else ["OVERVIEW_LEVEL=%d" % (index - 1)]
    creation = ["COMPRESS=" + compression, "QUALITY=%d" % number, "OVERVIEWS=NONE"]
    gdal.Translate(reference, gdal.OpenEx(plain, open_options=options), format="COG", creationOptions=creation)
    return gdal.Open(reference)


count = ours.GetRasterBand(1).GetOverviewCount()
if count != source.GetRasterBand(1).GetOverviewCount():
    sys.exit("%d overviews" % count)
for index in range(count + 1):
    one = level(ours, 1, index)
    if one.GetMaskFlags() != level(source, 1, index).GetMaskFlags():
        sys.exit("level %d: flags of the mask are %d" % (index, one.GetMaskFlags()))
    mask = level(source, 1, index).GetMaskBand().ReadAsArray()
    if (one.GetMaskBand().ReadAsArray() != mask).any():
        sys.exit("level %d: another mask" % index)
    if lossy:
        mine = mean_difference(ours, index, index, mask)
        allowed = mean_difference(like_gdal(index), 0, index, mask)
        if not 0 < mine <= allowed * 1.01 + 0.01:
            sys.exit("level %d: mean difference %.3f, GDAL's %.3f" % (index, mine, allowed))
        continue
    for band in bands:
        a = level(ours, band, index).ReadAsArray().astype(float)
        b = level(source, band, index).ReadAsArray().astype(float)
        a, b = np.where(mask == 0, 0, a), np.where(mask == 0, 0, b)
        if (np.isnan(a) != np.isnan(b)).any():
            sys.exit("level %d: band %d is NaN elsewhere" % (index, band))
        most = np.nanmax(np.abs(a - b))
        if most > limit:
            sys.exit("level %d: band %d differs by %s" % (index, band, most))

try:
    import rasterio
except ImportError:
    rasterio = None
if rasterio:
    with rasterio.open(compressed) as file:
        if (file.dataset_mask() != level(source, 1, 0).GetMaskBand().ReadAsArray()).any():
            sys.exit("rasterio reads another mask")
        for band in bands:
            if not np.array_equal(file.read(band), ours.GetRasterBand(band).ReadAsArray(), equal_nan=file.dtypes[0].startswith("f")):
                sys.exit("rasterio reads other pixels of band %d" % band)

print("levels %d" % (count + 1))
print(" ".join(str(ours.GetRasterBand(band).Checksum()) for band in bands))
