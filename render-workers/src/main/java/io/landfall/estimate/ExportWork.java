package io.landfall.estimate;

/**
 * How much there is to do for an export, in units of what the smallest one takes besides its
 * pixels. The numbers were fitted to 200 small exports of all kinds on a busy machine; how long a
 * unit takes, and pixels in relation to all else, is measured where exports run.
 *
 * @param fixed the plan, the journal, the header, the delivery
 * @param render the pixels of the busiest slot
 * @param rest the pixels of the output, read back, hashed and described; with an image, made one
 */
record ExportWork(double fixed, double render, double rest) {
  private static final double IMAGE = 0.7;
  private static final double REST_OF_PIXELS = 0.6;
  private static final double IMAGE_OF_PIXELS = 0.1;

  /** Work that grows with the area, next to that which grows with the border. */
  private static final double AREA_SHARE = 0.3;

  /**
   * Counts it.
   *
   * @param megaSamples values of the output, in millions
   * @param megaSamplesOfSlot those of them that one slot renders
   */
  static ExportWork of(WorkKind kind, double megaSamples, double megaSamplesOfSlot) {
    double image = kind.isImage() ? 1 : 0;
    return new ExportWork(
        1 + IMAGE * image,
        ofPixels(megaSamplesOfSlot) * (ofWork(kind) + ofCompression(kind)),
        ofPixels(megaSamples) * (REST_OF_PIXELS + IMAGE_OF_PIXELS * image));
  }

  /** Blocks of sources and tiles are decoded and encoded whole, also where the border cuts them. */
  private static double ofPixels(double megaSamples) {
    return AREA_SHARE * megaSamples + Math.sqrt(megaSamples);
  }

  private static double ofWork(WorkKind kind) {
    return switch (kind.pixels()) {
      case COPIED -> 0.4;
      case RESAMPLED -> 0.9;
      case COMPUTED -> 0.7;
    };
  }

  private static double ofCompression(WorkKind kind) {
    return switch (kind.compression()) {
      case DEFLATE -> 0.6;
      case ZSTD, LZW, NONE -> 0.2;
      case JPEG, LERC, LERC_ZSTD -> 0.4;
      case LERC_DEFLATE -> 0.8;
      case WEBP -> 3;
    };
  }

  /** Returns what depends on pixels. */
  double pixels() {
    return render + rest;
  }
}
