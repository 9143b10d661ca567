package io.landfall.raster.tiff;

import io.landfall.raster.tiff.codec.Codec;
import io.landfall.raster.tiff.codec.JpegCodec;
import io.landfall.raster.tiff.codec.JpegXlCodec;
import io.landfall.raster.tiff.codec.YcbcrToRgb;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.Predictor;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TagValue;
import java.util.Set;

/**
 * Finds the codec that gives the bands of an image as the file declares them, or refuses its
 * colours.
 */
final class ColorReader {
  private static final String CONVERT = "convert it to RGB";
  private static final int NONE = Predictor.NONE.number();
  private static final Set<Long> SUBSAMPLINGS = Set.of(1L, 2L, 4L);

  private final TiffBytes bytes;
  private final Directory directory;

  ColorReader(TiffBytes bytes, Directory directory) {
    this.bytes = bytes;
    this.directory = directory;
  }

  /** Returns {@code codec}, or one that converts what it decompresses. */
  Codec read(Codec codec) {
    return switch (directory.photometric()) {
      case YCBCR -> ycbcr(codec);
      case CIE_LAB, ICC_LAB, ITU_LAB -> throw refused("Lab", codec);
      case LOG_L, LOG_LUV -> throw refused("LogLuv", codec);
      case WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, SEPARATED, TRANSPARENCY_MASK, OTHER -> codec;
    };
  }

  /**
   * Tells whether an image has inks that GDAL turns into red, green, blue and alpha: four of 8
   * bits.
   */
  static boolean isCmyk(Directory directory, StoredSample stored) {
    return directory.photometric() == Photometric.SEPARATED
        && directory.number(Tag.INK_SET, TagValue.CMYK) == TagValue.CMYK
        && directory.number(Tag.SAMPLES_PER_PIXEL, 1) == 4
        && stored.kind() == StoredSample.NumberKind.UINT
        && stored.bits() == 8;
  }

  private Codec ycbcr(Codec codec) {
    if (directory.isSeparate() || directory.number(Tag.SAMPLES_PER_PIXEL, 1) != 3) {
      throw refused("YCbCr in planes or with further bands", codec);
    }
    if (codec instanceof JpegCodec) {
      return codec;
    }
    if (codec instanceof JpegXlCodec) {
      throw refused("YCbCr", codec);
    }
    if (codec.usesPredictor() && directory.number(Tag.PREDICTOR, NONE) != NONE) {
      throw refused("YCbCr with a predictor", codec);
    }
    long[] sampling = directory.numbers(Tag.YCBCR_SUBSAMPLING);
    long across = sampling.length == 0 ? 2 : sampling[0];
    long down = sampling.length < 2 ? across : sampling[1];
    if (!SUBSAMPLINGS.contains(across) || !SUBSAMPLINGS.contains(down)) {
      throw refused("YCbCr with one colour of %d x %d pixels".formatted(across, down), codec);
    }
    float[] weights = floats(Tag.YCBCR_COEFFICIENTS, 0.299f, 0.587f, 0.114f);
    float[] range = floats(Tag.REFERENCE_BLACK_WHITE, 0, 255, 128, 255, 128, 255);
    return new YcbcrCodec(codec, (int) across, (int) down, YcbcrToRgb.of(weights, range));
  }

  private float[] floats(int tag, float... otherwise) {
    double[] values = directory.rationals(tag);
    float[] floats = otherwise.clone();
    for (int i = 0; values.length == floats.length && i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private RuntimeException refused(String space, Codec codec) {
    return bytes.unsupported("colour space %s with %s".formatted(space, codec.name()), CONVERT);
  }
}
