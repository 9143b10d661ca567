package io.landfall.raster.compress;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormatRequest;
import java.util.Locale;

/** Which samples a compression can hold, and how many bits they may be given. */
public final class SampleLimits {
  private SampleLimits() {}

  /**
   * Checks that the format asked for can hold some bands.
   *
   * @throws ExportFailure OPTION_UNSUPPORTED
   */
  public static void check(OutputFormatRequest requested, OutputBands bands) {
    BlockCompression compression = requested.compression();
    if (compression != null && compression.hasQuality()) {
      checkPicture(compression, bands);
    }
    if (requested.isLossy(bands.type())) {
      checkLossy(compression, bands);
    }
    if (requested.bitsPerSample() != null) {
      checkBits(requested.bitsPerSample(), bands);
    }
  }

  private static void checkPicture(BlockCompression compression, OutputBands bands) {
    boolean jpeg = compression == BlockCompression.JPEG;
    if (bands.type() != SampleType.UINT8) {
      throw unsupported(
          "Cannot compress %s by %s: it holds bytes. Choose --stretch auto, a look, or another compression, such as lerc or deflate."
              .formatted(bands.type(), compression));
    }
    if (bands.count() != 3 && !(jpeg && bands.count() == 1)) {
      throw unsupported(
          "Cannot compress %d bands by %s: it holds %s. Choose %s, or another compression, such as deflate."
              .formatted(
                  bands.count(),
                  compression,
                  jpeg ? "one band, or three as colours" : "three bands, as colours",
                  jpeg ? "one band or three" : "three bands"));
    }
    if (jpeg && bands.mask() == OutputMask.ALPHA) {
      throw unsupported(
          "Cannot compress opacity by JPEG: it holds colours. Choose the mask \"internal\", or"
              + " webp.");
    }
  }

  private static void checkLossy(BlockCompression compression, OutputBands bands) {
    if (bands.colors() != null) {
      throw unsupported(
          "Cannot compress the classes of a palette by %s, which changes values: other classes would come out. Choose deflate or zstd."
              .formatted(compression));
    }
    if (compression.isLerc() && bands.mask() == OutputMask.ALPHA) {
      throw unsupported(
          "Cannot compress opacity by LERC with a max z error, which would change it. Choose the"
              + " mask \"internal\".");
    }
  }

  private static void checkBits(int bits, OutputBands bands) {
    int all = bands.type().bytes() * Byte.SIZE;
    int least = all == Byte.SIZE ? 1 : all / 2 + 1;
    if (bands.type().isFloating() || bands.type().isSigned()) {
      throw unsupported(
          "Cannot write %s in %d bits a sample: that is for UINT8, UINT16 and UINT32. Leave the bits out, or choose the type, as --type uint16 does."
              .formatted(bands.type(), bits));
    }
    if (bits < least || bits >= all) {
      throw unsupported(
          "Cannot write %s in %d bits a sample: it may be %d to %d. Leave the bits out, or choose another type, as --type does."
              .formatted(bands.type(), bits, least, all - 1));
    }
    if (bands.mask() == OutputMask.ALPHA) {
      throw unsupported(
          "Cannot write opacity, of which %s is all, in %d bits. Choose the mask \"internal\" or \"nodata\"."
              .formatted(String.format(Locale.ROOT, "%.0f", bands.type().max()), bits));
    }
  }

  private static ExportFailure unsupported(String why) {
    return new ExportFailure(ErrorCode.OPTION_UNSUPPORTED, why);
  }
}
