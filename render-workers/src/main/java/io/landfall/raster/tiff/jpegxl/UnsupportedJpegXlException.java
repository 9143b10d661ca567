package io.landfall.raster.tiff.jpegxl;

import java.util.zip.DataFormatException;

/** A codestream that may well be sound, but is of a kind that is not decoded here. */
public final class UnsupportedJpegXlException extends DataFormatException {
  private static final long serialVersionUID = 1L;

  /** Makes one that names {@code what} is not supported. */
  UnsupportedJpegXlException(String what) {
    super(what);
  }
}
