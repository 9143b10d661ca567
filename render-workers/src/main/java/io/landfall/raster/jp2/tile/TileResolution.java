package io.landfall.raster.jp2.tile;

import io.landfall.raster.PixelRect;

/**
 * One resolution of a component of a tile: where its bands and precincts lie. A precinct is made
 * when the first of its packets comes. Source: ISO/IEC 15444-1, B.5 to B.7.
 */
final class TileResolution {
  final int component;
  final int index;
  final ComponentCoding coding;

  /** Where it lies. */
  final PixelRect area;

  final int precinctsAcross;
  final int precinctsDown;
  private final int precinctWidth;
  private final int precinctHeight;
  private final int reduce;
  private final PixelRect tile;
  private final Band[] bands;
  private final Precinct[] precincts;

  /**
   * A band.
   *
   * @param number from the smallest resolution on, as steps are told
   * @param orientation 0 LL, 1 HL, 2 LH, 3 HH
   * @param wanted what of it is decoded
   */
  record Band(int number, int orientation, PixelRect area, PixelRect wanted) {}

  /** The code-blocks of a precinct in one band, and what is known of them. */
  static final class BlockGroup {
    final Band band;
    final int across;
    final int down;
    final CodeBlock[] blocks;
    final TagTree inclusion;
    final TagTree zeroPlanes;

    private BlockGroup(Band band, PixelRect area, int widthExponent, int heightExponent) {
      this.band = band;
      boolean isEmpty = area.width() <= 0 || area.height() <= 0;
      int firstColumn = area.x0() >> widthExponent;
      int firstRow = area.y0() >> heightExponent;
      across = isEmpty ? 0 : (area.x1() - 1 >> widthExponent) - firstColumn + 1;
      down = isEmpty ? 0 : (area.y1() - 1 >> heightExponent) - firstRow + 1;
      blocks = new CodeBlock[across * down];
      inclusion = isEmpty ? null : new TagTree(across, down);
      zeroPlanes = isEmpty ? null : new TagTree(across, down);
      for (int i = 0; i < blocks.length; i++) {
        int x0 = Math.max(area.x0(), firstColumn + i % across << widthExponent);
        int y0 = Math.max(area.y0(), firstRow + i / across << heightExponent);
        int x1 = (int) Math.min(area.x1(), (long) (firstColumn + i % across + 1) << widthExponent);
        int y1 = (int) Math.min(area.y1(), (long) (firstRow + i / across + 1) << heightExponent);
        boolean isWanted = meets(band.wanted(), x0, y0, x1, y1);
        blocks[i] = new CodeBlock(x0, y0, x1 - x0, y1 - y0, isWanted);
      }
    }

    private static boolean meets(PixelRect wanted, int x0, int y0, int x1, int y1) {
      return wanted != null
          && x0 < wanted.x1()
          && x1 > wanted.x0()
          && y0 < wanted.y1()
          && y1 > wanted.y0();
    }
  }

  /** A precinct. */
  static final class Precinct {
    final BlockGroup[] groups;

    /** How many layers of it were read. */
    int layers;

    private Precinct(BlockGroup[] groups) {
      this.groups = groups;
    }
  }

  /**
   * Divides a resolution.
   *
   * @param window what of it is wanted, where it is put together of its bands; null: nothing
   */
  TileResolution(
      int component, int index, ComponentCoding coding, PixelRect tile, PixelRect window) {
    this.component = component;
    this.index = index;
    this.coding = coding;
    this.tile = tile;
    this.reduce = coding.levels() - index;
    this.area = reduced(tile, reduce);
    this.precinctWidth = coding.precinctWidth(index);
    this.precinctHeight = coding.precinctHeight(index);
    this.precinctsAcross = cells(area.x0(), area.x1(), precinctWidth);
    this.precinctsDown = cells(area.y0(), area.y1(), precinctHeight);
    this.precincts = new Precinct[Math.multiplyExact(precinctsAcross, precinctsDown)];
    this.bands = new Band[index == 0 ? 1 : 3];
    for (int i = 0; i < bands.length; i++) {
      int orientation = index == 0 ? 0 : i + 1;
      PixelRect wanted = window;
      PixelRect band = area;
      if (index > 0) {
        band = band(tile, reduce + 1, orientation);
        wanted = window == null ? null : ofBand(window, orientation);
      }
      int number = index == 0 ? 0 : 3 * index - 2 + i;
      bands[i] = new Band(number, orientation, band, wanted);
    }
  }

  /** Returns where a rectangle of the reference grid lies at a resolution. */
  static PixelRect reduced(PixelRect rect, int level) {
    return PixelRect.between(
        halved(rect.x0(), level),
        halved(rect.y0(), level),
        halved(rect.x1(), level),
        halved(rect.y1(), level));
  }

  private static int halved(int value, int level) {
    return ceilShift(value, level);
  }

  private static PixelRect band(PixelRect tile, int level, int orientation) {
    long x = (long) (orientation & 1) << level - 1;
    long y = (long) (orientation >> 1) << level - 1;
    return PixelRect.between(
        ceilShift(tile.x0() - x, level),
        ceilShift(tile.y0() - y, level),
        ceilShift(tile.x1() - x, level),
        ceilShift(tile.y1() - y, level));
  }

  private static int ceilShift(long value, int level) {
    return (int) (value + (1L << level) - 1 >> level);
  }

  /** Returns what of a band belongs to a window of the resolution that it is a part of. */
  static PixelRect ofBand(PixelRect window, int orientation) {
    int x = 1 - (orientation & 1);
    int y = 1 - (orientation >> 1);
    return PixelRect.between(
        window.x0() + x >> 1, window.y0() + y >> 1, window.x1() + x >> 1, window.y1() + y >> 1);
  }

  private static int cells(int from, int to, int exponent) {
    return from >= to ? 0 : (to - 1 >> exponent) - (from >> exponent) + 1;
  }

  int precincts() {
    return precincts.length;
  }

  Band[] bands() {
    return bands;
  }

  /** Returns where a precinct starts on the reference grid, row before column. */
  long position(int precinct) {
    long row = (area.y0() >> precinctHeight) + precinct / precinctsAcross;
    long column = (area.x0() >> precinctWidth) + precinct % precinctsAcross;
    long y = Math.max(tile.y0(), row << precinctHeight + reduce);
    long x = Math.max(tile.x0(), column << precinctWidth + reduce);
    return y << 32 | x;
  }

  /** Returns a precinct; null: no packet of it was read. */
  Precinct find(int precinct) {
    return precincts[precinct];
  }

  /** Returns a precinct, made anew where it has not been. */
  Precinct precinct(int index) {
    if (precincts[index] == null) {
      precincts[index] = new Precinct(groups(index));
    }
    return precincts[index];
  }

  private BlockGroup[] groups(int precinct) {
    int halved = index == 0 ? 0 : 1;
    int width = precinctWidth - halved;
    int height = precinctHeight - halved;
    long column = (area.x0() >> precinctWidth) + precinct % precinctsAcross;
    long row = (area.y0() >> precinctHeight) + precinct / precinctsAcross;
    BlockGroup[] groups = new BlockGroup[bands.length];
    for (int i = 0; i < groups.length; i++) {
      PixelRect band = bands[i].area();
      int x0 = (int) Math.max(band.x0(), column << width);
      int y0 = (int) Math.max(band.y0(), row << height);
      int x1 = (int) Math.max(x0, Math.min(band.x1(), column + 1 << width));
      int y1 = (int) Math.max(y0, Math.min(band.y1(), row + 1 << height));
      groups[i] =
          new BlockGroup(
              bands[i],
              PixelRect.between(x0, y0, x1, y1),
              Math.min(coding.blockWidth(), width),
              Math.min(coding.blockHeight(), height));
    }
    return groups;
  }
}
