package io.landfall.raster.compress;

import io.landfall.raster.RasterException;
import io.landfall.raster.RasterException.Reason;
import io.landfall.raster.tiff.codec.ZlibInflater;
import java.util.zip.DataFormatException;

/** Decompresses our own tiles, whose size is known. */
final class Decompression {
  private Decompression() {}

  /** Fills {@code raw} from a zlib stream. */
  static void inflateFully(ZlibInflater inflater, byte[] compressed, byte[] raw) {
    try {
      int size = inflater.inflate(compressed, compressed.length, raw, raw.length);
      if (size < raw.length) {
        throw damaged("it holds %d bytes instead of %d".formatted(size, raw.length), null);
      }
    } catch (DataFormatException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  static RasterException damaged(String how, Throwable cause) {
    return new RasterException(
        Reason.DAMAGED, "Cannot decompress a tile: %s.".formatted(how), cause);
  }
}
