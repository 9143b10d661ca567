package io.landfall.raster.pack;

import io.landfall.raster.RasterException;
import io.landfall.raster.RasterException.Kind;
import io.landfall.raster.tiff.ZlibInflater;
import java.util.zip.DataFormatException;

/** Unpacks our own tiles, whose size is known. */
final class Unpacking {
  private Unpacking() {}

  /** Fills {@code raw} from a zlib stream. */
  static void fill(ZlibInflater inflater, byte[] packed, byte[] raw) {
    try {
      int size = inflater.inflate(packed, packed.length, raw, raw.length);
      if (size < raw.length) {
        throw damaged("it holds %d bytes instead of %d".formatted(size, raw.length), null);
      }
    } catch (DataFormatException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  static RasterException damaged(String how, Throwable cause) {
    return new RasterException(Kind.DAMAGED, "Cannot unpack a tile: %s.".formatted(how), cause);
  }
}
