package io.landfall.raster.jp2.tile;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How one component of a tile is coded and quantized. What a tile's header says outdoes the main
 * header, and what is said of one component outdoes what is said of all. Source: ISO/IEC 15444-1,
 * A.6.1 to A.6.5.
 */
final class ComponentCoding {
  /** Styles of code-blocks. */
  static final int BYPASS = 1;

  static final int RESET = 2;
  static final int TERMINATE_ALL = 4;
  static final int VERTICALLY_CAUSAL = 8;
  static final int SEGMENTATION_SYMBOLS = 32;
  private static final int HIGH_THROUGHPUT = 64;

  private static final int DEFAULT_PRECINCT = 15;
  private static final int MAX_LEVELS = 32;

  private int styleRank;
  private int quantizationRank;
  private int regionRank;
  private int levels;
  private int blockWidth;
  private int blockHeight;
  private int blockStyle;
  private boolean isReversible;
  private byte[] precincts;
  private int guardBits;
  private int[] exponents = {};
  private int[] mantissas = {};
  private boolean isDerived;
  private int regionShift;

  /** Takes how it is cut and transformed, unless something of a higher rank said so. */
  void readStyle(ByteBuffer segment, int flags, int rank) {
    require(segment.remaining() >= 5, "a segment COD or COC");
    if (rank < styleRank) {
      return;
    }
    styleRank = rank;
    levels = segment.get() & 0xff;
    blockWidth = (segment.get() & 0xf) + 2;
    blockHeight = (segment.get() & 0xf) + 2;
    blockStyle = segment.get() & 0xff;
    isReversible = segment.get() == 1;
    require(levels <= MAX_LEVELS && (blockStyle & HIGH_THROUGHPUT) == 0, "a segment COD or COC");
    precincts = new byte[levels + 1];
    if ((flags & 1) == 0) {
      Arrays.fill(precincts, (byte) (DEFAULT_PRECINCT << 4 | DEFAULT_PRECINCT));
    } else {
      require(segment.remaining() >= precincts.length, "a segment COD or COC");
      segment.get(precincts);
    }
  }

  /** Takes how it is quantized. */
  void readQuantization(ByteBuffer segment, int rank) {
    require(segment.remaining() >= 1, "a segment QCD or QCC");
    if (rank < quantizationRank) {
      return;
    }
    quantizationRank = rank;
    int style = segment.get() & 0xff;
    guardBits = style >> 5;
    style &= 0x1f;
    require(style <= 2, "a segment QCD or QCC");
    isDerived = style == 1;
    int count = style == 0 ? segment.remaining() : segment.remaining() / 2;
    count = isDerived ? Math.min(1, count) : Math.min(3 * MAX_LEVELS + 1, count);
    require(count > 0, "a segment QCD or QCC");
    exponents = new int[count];
    mantissas = new int[count];
    for (int i = 0; i < count; i++) {
      int step = style == 0 ? (segment.get() & 0xff) << 8 : segment.getShort() & 0xffff;
      exponents[i] = step >> 11;
      mantissas[i] = step & 0x7ff;
    }
  }

  /** Takes by how many bits a region of interest is shifted. */
  void readRegion(ByteBuffer segment, int rank) {
    require(segment.remaining() >= 2, "a segment RGN");
    if (rank < regionRank) {
      return;
    }
    regionRank = rank;
    require(segment.get() == 0, "a segment RGN");
    regionShift = segment.get() & 0xff;
  }

  /** Refuses what is not complete. */
  void check() {
    require(styleRank > 0 && quantizationRank > 0, "the header without COD or QCD");
    require(isDerived || exponents.length >= 3 * levels + 1, "a segment QCD or QCC");
  }

  private static void require(boolean valid, String what) {
    if (!valid) {
      throw new IllegalArgumentException(what + " is not valid");
    }
  }

  int levels() {
    return levels;
  }

  /** Returns the exponent of the width of code-blocks, where precincts are not smaller. */
  int blockWidth() {
    return blockWidth;
  }

  int blockHeight() {
    return blockHeight;
  }

  boolean has(int style) {
    return (blockStyle & style) != 0;
  }

  boolean isReversible() {
    return isReversible;
  }

  int regionShift() {
    return regionShift;
  }

  /** Returns the exponent of the width of the precincts of a resolution. */
  int precinctWidth(int resolution) {
    return precincts[resolution] & 0xf;
  }

  int precinctHeight(int resolution) {
    return precincts[resolution] >> 4 & 0xf;
  }

  /** Returns how many magnitude bits a band has at most, without those of a region of interest. */
  int bitPlanes(int band) {
    return exponent(band) + guardBits - 1;
  }

  /**
   * Returns the step of a band.
   *
   * <p>As OpenJPEG has it: without the gain of the band, which its wavelet brings in.
   *
   * @param bits of the component
   */
  float step(int band, int bits) {
    int mantissa = isDerived ? mantissas[0] : mantissas[band];
    return (float) ((1.0 + mantissa / 2048.0) * Math.pow(2.0, bits - exponent(band)));
  }

  /** Bands are counted from the smallest resolution on: LL, then HL, LH and HH of each. */
  private int exponent(int band) {
    if (!isDerived) {
      return exponents[band];
    }
    return band == 0 ? exponents[0] : Math.max(0, exponents[0] - (band - 1) / 3);
  }
}
