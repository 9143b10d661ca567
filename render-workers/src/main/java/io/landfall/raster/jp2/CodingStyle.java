package io.landfall.raster.jp2;

import io.landfall.raster.PixelRect;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How the components of a codestream, or of a tile whose header says otherwise, are coded: what of
 * it decides how much memory a decoder takes. Source: ISO/IEC 15444-1, A.6.1 and A.6.2, B.6 and
 * B.7.
 */
final class CodingStyle {
  /** Precincts and code-blocks of a tile: some 400 MB of a decoder's memory. */
  private static final long MAX_PARTS = 1 << 21;

  /** Packets of a tile, of which a decoder remembers each. */
  private static final long MAX_PACKETS = 1 << 25;

  /**
   * What a decoder reserves, and goes through, to find the order of packets: for each component and
   * resolution as many as that one has which has most. Half a gigabyte, of which it fills little.
   */
  private static final long MAX_PACKET_PLACES = 1L << 28;

  private static final int MAX_LEVELS = 32;
  private static final int MAX_PRECINCT = 15;

  private final ComponentStyle[] components;
  private int layers;

  /**
   * How one component is coded.
   *
   * @param own whether a segment of its own says so, which outdoes that of all
   * @param levels of decomposition
   * @param blockWidth exponent of the width of its code-blocks
   * @param precincts exponents of their sizes, from the smallest resolution on: width in the lower
   *     four bits, height in the upper ones
   */
  private record ComponentStyle(
      boolean own, int levels, int blockWidth, int blockHeight, byte[] precincts) {}

  CodingStyle(int components) {
    this.components = new ComponentStyle[components];
  }

  private CodingStyle(CodingStyle other) {
    this.components = other.components.clone();
    this.layers = other.layers;
    for (int i = 0; i < components.length; i++) { // what a tile says outdoes all of the main header
      ComponentStyle style = components[i];
      components[i] =
          new ComponentStyle(
              false, style.levels(), style.blockWidth(), style.blockHeight(), style.precincts());
    }
  }

  /** Returns a copy for the header of a tile to change. */
  CodingStyle copy() {
    return new CodingStyle(this);
  }

  /**
   * Takes a segment COD, after its length.
   *
   * @throws IllegalArgumentException if it is not valid, in words for a person
   */
  void readDefault(ByteBuffer segment) {
    require(segment.remaining() >= 10);
    int flags = segment.get();
    segment.get(); // the order of progression
    layers = segment.getShort() & 0xffff;
    segment.get(); // the transformation across components
    require(layers > 0);
    ComponentStyle style = style(segment, flags, false);
    for (int i = 0; i < components.length; i++) {
      if (components[i] == null || !components[i].own()) {
        components[i] = style;
      }
    }
  }

  /**
   * Takes a segment COC, after its length.
   *
   * @throws IllegalArgumentException if it is not valid, in words for a person
   */
  void readComponent(ByteBuffer segment) {
    boolean small = components.length < 257;
    require(segment.remaining() >= (small ? 7 : 8));
    int component = small ? segment.get() & 0xff : segment.getShort() & 0xffff;
    require(component < components.length);
    components[component] = style(segment, segment.get(), true);
  }

  private static ComponentStyle style(ByteBuffer segment, int flags, boolean own) {
    int levels = segment.get() & 0xff;
    int blockWidth = (segment.get() & 0xf) + 2;
    int blockHeight = (segment.get() & 0xf) + 2;
    segment.get(); // style of the code-blocks
    segment.get(); // wavelet
    require(levels <= MAX_LEVELS);
    require(blockWidth <= 10 && blockHeight <= 10 && blockWidth + blockHeight <= 12);
    byte[] precincts = new byte[levels + 1];
    if ((flags & 1) == 0) {
      Arrays.fill(precincts, (byte) (MAX_PRECINCT << 4 | MAX_PRECINCT));
    } else {
      require(segment.remaining() == precincts.length);
      segment.get(precincts);
      for (int i = 1; i < precincts.length; i++) {
        require((precincts[i] & 0xf) > 0 && (precincts[i] & 0xf0) > 0);
      }
    }
    return new ComponentStyle(own, levels, blockWidth, blockHeight, precincts);
  }

  private static void require(boolean valid) {
    if (!valid) {
      throw new IllegalArgumentException("a segment COD or COC is not valid");
    }
  }

  /** Tells whether every component has a style: a main header must say so. */
  boolean isComplete() {
    return components[0] != null && Arrays.stream(components).allMatch(style -> style != null);
  }

  /** Returns how many times the size of all components can be halved. */
  int levels() {
    return Arrays.stream(components).mapToInt(ComponentStyle::levels).min().orElse(0);
  }

  /**
   * Refuses a tile that a decoder would take too much memory for, whatever is read of it.
   *
   * @param tile on the reference grid
   * @return precincts and code-blocks that it is cut into
   * @throws IllegalArgumentException in words for a person
   */
  long requireDecodable(PixelRect tile) {
    long parts = 0;
    long packets = 0;
    ComponentStyle last = null;
    long ofLast = 0;
    long precinctsOfLast = 0;
    long resolutions = 0;
    long mostPrecincts = 0;
    for (ComponentStyle style : components) {
      if (style != last) { // mostly all are coded alike
        last = style;
        precinctsOfLast = 0;
        ofLast = 0;
        for (int resolution = 0; resolution <= style.levels(); resolution++) {
          long precincts = precincts(style, resolution, tile);
          precinctsOfLast += precincts;
          mostPrecincts = Math.max(mostPrecincts, precincts);
          ofLast += precincts + codeBlocks(style, resolution, tile);
        }
      }
      resolutions = Math.max(resolutions, style.levels() + 1);
      parts += ofLast;
      packets += precinctsOfLast * layers;
      if (parts > MAX_PARTS
          || packets > MAX_PACKETS
          || mostPrecincts * resolutions * components.length > MAX_PACKET_PLACES / (layers + 1)) {
        throw new IllegalArgumentException(
            "a tile of %d x %d pixels is cut into more than %d code-blocks or %d packets"
                .formatted(tile.width(), tile.height(), MAX_PARTS, MAX_PACKETS));
      }
    }
    return parts;
  }

  private static long precincts(ComponentStyle style, int resolution, PixelRect tile) {
    int reduce = style.levels() - resolution;
    int width = style.precincts()[resolution] & 0xf;
    int height = style.precincts()[resolution] >> 4 & 0xf;
    return cells(tile.x0(), tile.x1(), reduce, width) * cells(tile.y0(), tile.y1(), reduce, height);
  }

  /** Counts those of the bands of a resolution: one of the smallest, three of each other. */
  private static long codeBlocks(ComponentStyle style, int resolution, PixelRect tile) {
    int band = resolution == 0 ? 0 : 1;
    int reduce = style.levels() - resolution + band;
    int precinct = style.precincts()[resolution];
    int width = Math.min(style.blockWidth(), (precinct & 0xf) - band);
    int height = Math.min(style.blockHeight(), (precinct >> 4 & 0xf) - band);
    return (band == 0 ? 1 : 3)
        * cells(tile.x0(), tile.x1(), reduce, width)
        * cells(tile.y0(), tile.y1(), reduce, height);
  }

  /** Counts the cells of a size, a power of two, that a stretch of a resolution lies in. */
  private static long cells(int from, int to, int reduce, int exponent) {
    long start = ceilShift(from, reduce) >> exponent;
    long end = ceilShift(ceilShift(to, reduce), exponent);
    return Math.max(1, end - start);
  }

  private static long ceilShift(long value, int shift) {
    return value + (1L << shift) - 1 >> shift;
  }
}
