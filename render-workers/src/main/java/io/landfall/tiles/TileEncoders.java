package io.landfall.tiles;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.TileFormat;
import io.landfall.raster.image.LibWebp;
import io.landfall.raster.image.ShownPixels;
import io.landfall.raster.image.SmallJpeg;
import io.landfall.raster.image.SmallPng;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The image formats that this machine writes. Safe for any thread. */
final class TileEncoders {
  private final Optional<LibWebp> webp = LibWebp.find();

  /** Returns the formats. */
  Set<TileFormat> formats() {
    return webp.isPresent()
        ? EnumSet.allOf(TileFormat.class)
        : EnumSet.of(TileFormat.PNG, TileFormat.JPEG);
  }

  /** Returns the file. */
  byte[] encode(ShownPixels pixels, TileFormat format) {
    return switch (format) {
      case PNG -> SmallPng.encode(pixels);
      case JPEG -> SmallJpeg.encode(pixels);
      case WEBP -> webp.orElseThrow(() -> unsupported(format)).encode(pixels);
    };
  }

  static ExportFailure unsupported(TileFormat format) {
    return new ExportFailure(
        ErrorCode.OPTION_UNSUPPORTED,
        "Cannot write tiles as %s: this node lacks the library (libwebp). Ask for png or jpg."
            .formatted(format.extension()));
  }
}
