"""Makes the small TIFFs of JPEG XL that tests read: python3 jpeg-xl-samples.py FOLDER (pip install tifffile imagecodecs).

Made by tifffile 2026 with libjxl 0.11; pixels follow from x, y and band, as JpegXlTiffTest computes them again.
"""

import sys

import numpy as np
import tifffile

WIDTH, HEIGHT = 24, 20
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]


def whole(bands, factor, kind):
    return np.stack([(x * x + 3 * y * y + 17 * b * x + 29 * b) * factor % (np.iinfo(kind).max + 1) for b in range(bands)], -1).astype(kind)


def write(name, pixels, **how):
    options = {"lossless": True, "effort": 3}
    options.update(how.pop("options", {}))
    tifffile.imwrite(f"{sys.argv[1]}/jpeg-xl-{name}.tif", pixels, compression="jpegxl", compressionargs=options, metadata=None, software=None, **how)


floats = ((x * 31 + y * 17 - 300) / 8).astype(np.float32)
floats[x == y] = np.nan
floats[0, 1], floats[0, 2], floats[0, 3] = -0.0, 1e-42, -np.inf

write("uint8", whole(1, 1, np.uint8)[..., 0], photometric="minisblack", tile=(16, 16))
write("uint8-gray-alpha", whole(2, 1, np.uint8), photometric="minisblack", planarconfig="contig", extrasamples=["unassalpha"], tile=(16, 16))
write("uint8-rgb", whole(3, 1, np.uint8), photometric="rgb", rowsperstrip=8, options={"effort": 7})
write("uint16", whole(1, 37, np.uint16)[..., 0], photometric="minisblack", rowsperstrip=8)
write("uint16-rgba", whole(4, 37, np.uint16), photometric="rgb", extrasamples=["unassalpha"], tile=(16, 16))
write("uint16-planes", np.moveaxis(whole(3, 37, np.uint16), -1, 0), photometric="rgb", planarconfig="separate", tile=(16, 16))
write("float32", floats, photometric="minisblack", tile=(16, 16))
write("float32-rgb", np.stack([floats, floats * 2, floats * 4], -1), photometric="rgb", rowsperstrip=8)
write("lossy", np.stack([5 * x + 3 * y + 20 * b for b in range(3)], -1).astype(np.uint8), photometric="rgb", tile=(16, 16), options={"lossless": False, "distance": 1.0})
