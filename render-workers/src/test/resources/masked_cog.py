"""Compares masked.tif of a folder with what GDAL makes of nodata.tif, which holds the same pixels.

Every level is compared, pixels and mask, as GDAL and (where it is installed) rasterio read them.
Prints "levels N" at the end; any difference ends it with what and where.
"""

import os
import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
folder = sys.argv[1]
masked, nodata, reference = (os.path.join(folder, n) for n in ("masked.tif", "nodata.tif", "reference.tif"))

source = gdal.Open(nodata)
plain = gdal.GetDriverByName("MEM").Create("", source.RasterXSize, source.RasterYSize, 3, gdal.GDT_UInt16)
plain.CreateMaskBand(gdal.GMF_PER_DATASET)
for band in (1, 2, 3):
    plain.GetRasterBand(band).WriteArray(source.GetRasterBand(band).ReadAsArray())
valid = source.GetRasterBand(1).ReadAsArray() != 0
plain.GetRasterBand(1).GetMaskBand().WriteArray(np.where(valid, 255, 0).astype(np.uint8))
gdal.Translate(reference, plain, format="COG", creationOptions=["COMPRESS=DEFLATE", "OVERVIEW_RESAMPLING=AVERAGE"])

ours, theirs = gdal.Open(masked), gdal.Open(reference)
count = ours.GetRasterBand(1).GetOverviewCount()
theirs_count = theirs.GetRasterBand(1).GetOverviewCount()


def level(dataset, band, index):
    one = dataset.GetRasterBand(band)
    return one if index == 0 else one.GetOverview(index - 1)


for index in range(count + 1):
    one = level(ours, 1, index)
    if one.GetMaskFlags() != gdal.GMF_PER_DATASET:
        sys.exit("level %d: flags of the mask are %d" % (index, one.GetMaskFlags()))
    mask = one.GetMaskBand().ReadAsArray()
    black = level(source, 1, index).ReadAsArray() == 0
    if ((mask == 0) != black).any() or set(np.unique(mask)) - {0, 255}:
        sys.exit("level %d: the mask is not what no-data was" % index)
    if index > theirs_count or level(theirs, 1, index).ReadAsArray().shape != mask.shape:
        continue  # GDAL's own COGs round the sizes of overviews down
    if (mask != level(theirs, 1, index).GetMaskBand().ReadAsArray()).any():
        sys.exit("level %d: GDAL's mask is another" % index)
    for band in (1, 2, 3):
        mine = level(ours, band, index).ReadAsArray()
        other = level(theirs, band, index).ReadAsArray()
        if (np.where(mask == 0, 0, mine) != np.where(mask == 0, 0, other)).any():
            sys.exit("level %d: band %d has other pixels than GDAL's" % (index, band))

metadata = ours.GetMetadataItem("GDAL_STRUCTURAL_METADATA", "TIFF")
if "MASK_INTERLEAVED_WITH_IMAGERY=YES" not in metadata:
    sys.exit("structure: " + metadata)
if ours.GetRasterBand(1).GetNoDataValue() is not None:
    sys.exit("no-data beside a mask")

try:
    import rasterio
except ImportError:
    rasterio = None
if rasterio:
    for index in range(-1, count):
        with rasterio.open(masked, **({} if index < 0 else {"overview_level": index})) as file:
            black = level(source, 1, index + 1).ReadAsArray() == 0
            if ((file.dataset_mask() == 0) != black).any() or ((file.read_masks(2) == 0) != black).any():
                sys.exit("level %d: rasterio reads another mask" % (index + 1))

print("levels %d" % (count + 1))
