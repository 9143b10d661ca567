package io.landfall.raster.tiff.codec;

import java.util.zip.DataFormatException;

/** A stream that may well be sound, but is of a kind that its codec does not read. */
public final class UnsupportedStreamException extends DataFormatException {
  private static final long serialVersionUID = 1L;

  /** Makes one that names {@code what} is not supported. */
  UnsupportedStreamException(String what) {
    super(what);
  }
}
