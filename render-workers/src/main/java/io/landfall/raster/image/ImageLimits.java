package io.landfall.raster.image;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.request.OutputFormat;

/** What fits into an image. */
public final class ImageLimits {
  /** The longest side of one image, in pixels. */
  public static final int MAX_SIDE = 16_384;

  private ImageLimits() {}

  /**
   * Checks that a raster can become an image.
   *
   * @param bands opacity not counted
   * @throws ExportFailure OPTION_UNSUPPORTED if the samples do not fit, EXPORT_TOO_LARGE if it has
   *     too many of them
   */
  public static void check(
      OutputFormat.FileFormat type, int bands, SampleType samples, int width, int height) {
    boolean fits =
        type == OutputFormat.FileFormat.PNG
            ? samples == SampleType.UINT8 && (bands == 1 || bands == 3)
                || samples == SampleType.UINT16 && bands == 1
            : samples == SampleType.UINT8 && (bands == 1 || bands == 3);
    if (!fits) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot write a %s of %s bands (%d): %s. %s or choose COG."
              .formatted(type, samples, bands, supportedSamples(type), fix(bands, samples)));
    }
    if (type.isImage() && Math.max(width, height) > MAX_SIDE) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot write a %s of %d x %d pixels: a side has at most %d. Choose a coarser resolution, a smaller area, or COG."
              .formatted(type, width, height, MAX_SIDE));
    }
  }

  private static String supportedSamples(OutputFormat.FileFormat type) {
    return type == OutputFormat.FileFormat.PNG
        ? "it holds 1 or 3 of UINT8, or 1 of UINT16"
        : "it holds 1 or 3 of UINT8";
  }

  private static String fix(int bands, SampleType samples) {
    boolean count = bands == 1 || bands == 3;
    return count && samples != SampleType.UINT8 ? "Give --stretch auto" : "Choose 1 or 3 of them";
  }
}
