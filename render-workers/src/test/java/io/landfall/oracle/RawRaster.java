package io.landfall.oracle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes rasters of samples, by GDAL. */
final class RawRaster {
  private RawRaster() {}

  /**
   * Writes a tiled GeoTIFF of UINT16 in EPSG:32633 with 0 for no-data.
   *
   * @param samples little-endian, row by row
   * @param side columns, and rows
   * @param metres of a pixel
   */
  static Path write(Path raster, ByteBuffer samples, int side, int metres) throws IOException {
    Path raw = Files.write(raster.resolveSibling(raster.getFileName() + ".bin"), samples.array());
    Files.writeString(
        raster.resolveSibling(raster.getFileName() + ".hdr"),
        "ENVI\nsamples = %d\nlines = %d\nbands = 1\ndata type = 12\nbyte order = 0\n"
            .formatted(side, side));
    GdalReference.run(
        "gdal_translate",
        "-q",
        "-a_srs",
        "EPSG:32633",
        "-a_nodata",
        "0",
        "-a_ullr",
        "500000",
        "5000000",
        "" + (500_000 + metres * side),
        "" + (5_000_000 - metres * side),
        "-co",
        "TILED=YES",
        raw.toString(),
        raster.toString());
    return raster;
  }
}
