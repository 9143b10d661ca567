package io.landfall.raster.cog;

import io.landfall.model.SampleType;
import io.landfall.model.color.ColorInterpretation;
import io.landfall.model.color.ColorTable;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.tiff.format.Photometric;
import java.util.List;
import java.util.stream.IntStream;

/** What of the bands of an output is colour, in terms of TIFF. */
final class OutputColors {
  private static final List<ColorInterpretation> RGB =
      List.of(ColorInterpretation.RED, ColorInterpretation.GREEN, ColorInterpretation.BLUE);

  private OutputColors() {}

  /**
   * Returns the colour space: a palette, or RGB if the first three bands are, else gray. Three
   * bands are luminance and colour in JPEG, and WebP knows nothing but colours.
   */
  static Photometric photometric(OutputBands bands, BlockCompression compression) {
    if (compression == BlockCompression.JPEG && bands.count() == 3) {
      return Photometric.YCBCR;
    }
    if (compression == BlockCompression.WEBP) {
      return Photometric.RGB;
    }
    boolean unsigned = bands.type() == SampleType.UINT8 || bands.type() == SampleType.UINT16;
    if (bands.colors() != null && unsigned && bands.samplesPerPixel() == 1) {
      return Photometric.PALETTE;
    }
    return unsigned && bands.count() >= 3 && isRgb(bands)
        ? Photometric.RGB
        : Photometric.BLACK_IS_ZERO;
  }

  /** Tells what bands show as they are told to, and bytes by their names if they are not told. */
  private static boolean isRgb(OutputBands bands) {
    List<ColorInterpretation> told =
        IntStream.range(0, 3).mapToObj(band -> bands.details(band).color()).toList();
    if (told.stream().allMatch(color -> color == null)) {
      return bands.type() == SampleType.UINT8
          && IntStream.range(0, 3)
              .allMatch(i -> bands.names().get(i).equalsIgnoreCase(RGB.get(i).name()));
    }
    return told.equals(RGB);
  }

  /** Returns how many bands the colour space takes. */
  static int count(Photometric photometric) {
    return photometric == Photometric.RGB || photometric == Photometric.YCBCR ? 3 : 1;
  }

  /** Returns the values of tag ColorMap, black where the palette has no entry. */
  static long[] map(OutputBands bands, int bitsPerSample) {
    int size = 1 << bitsPerSample;
    long[] map = new long[3 * size];
    ColorTable colors = bands.colors();
    for (int i = 0; i < Math.min(size, colors.size()); i++) {
      for (int part = 0; part < 3; part++) {
        map[part * size + i] = colors.entries()[3 * i + part];
      }
    }
    return map;
  }
}
