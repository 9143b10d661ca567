package io.landfall.source;

import io.landfall.raster.ByteSource;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.compress.NativeInflater;
import io.landfall.raster.jp2.Jp2File;
import io.landfall.raster.tiff.TiffFile;
import java.io.IOException;

/** The formats of rasters that are read, told by content: names lie. */
final class RasterFormats {
  private static final int START_BYTES = 12;

  private RasterFormats() {}

  /**
   * Opens a raster.
   *
   * @param source is closed with it; it stays open if this fails
   * @throws RasterException if it is of no format that is read, or damaged
   */
  static RasterFile open(ByteSource source) {
    byte[] start = new byte[(int) Math.min(START_BYTES, source.size())];
    try {
      source.read(0, start, 0, start.length);
    } catch (IOException e) {
      throw new RasterException(
          RasterException.Reason.UNREADABLE,
          "Cannot read %s at byte 0: reading failed: %s".formatted(source.name(), e.getMessage()),
          e);
    }
    return Jp2File.isJpeg2000(start)
        ? Jp2File.open(source)
        : TiffFile.open(source, NativeInflater.codecs());
  }
}
