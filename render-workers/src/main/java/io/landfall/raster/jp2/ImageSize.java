package io.landfall.raster.jp2;

import io.landfall.raster.PixelRect;
import io.landfall.raster.jp2.tile.Marker;
import java.nio.ByteBuffer;

/**
 * The marker segment SIZ of a codestream: where the image and its tiles lie on the reference grid.
 * Source: ISO/IEC 15444-1, A.5.1.
 *
 * @param capabilities the field Rsiz
 * @param area of the image
 * @param tileWidth of all tiles but those at the edges
 * @param tileX0 where the first tile would start if the image reached there
 */
record ImageSize(
    int capabilities,
    PixelRect area,
    int tileWidth,
    int tileHeight,
    int tileX0,
    int tileY0,
    int[] bits,
    boolean[] signed,
    boolean subsampled) {
  private static final int FIXED_BYTES = 36;
  private static final int MAX_COMPONENTS = 16_384;
  private static final int MAX_TILES = 65_535;

  /**
   * Reads the segment after its length.
   *
   * @throws IllegalArgumentException if it is not valid, in words for a person
   */
  static ImageSize read(ByteBuffer segment) {
    require(segment.remaining() >= FIXED_BYTES, "the segment SIZ is cut off");
    int capabilities = segment.getShort() & 0xffff;
    int x1 = number(segment);
    int y1 = number(segment);
    int x0 = number(segment);
    int y0 = number(segment);
    int tileWidth = number(segment);
    int tileHeight = number(segment);
    int tileX0 = number(segment);
    int tileY0 = number(segment);
    int components = segment.getShort() & 0xffff;
    require(x0 < x1 && y0 < y1, "the image has no pixels");
    require(tileWidth > 0 && tileHeight > 0, "its tiles have no pixels");
    require(
        tileX0 <= x0
            && tileY0 <= y0
            && (long) tileX0 + tileWidth > x0
            && (long) tileY0 + tileHeight > y0,
        "its first tile lies outside the image");
    require(
        components > 0 && components <= MAX_COMPONENTS && segment.remaining() == 3 * components,
        "the segment SIZ has %d bytes for %d components"
            .formatted(segment.remaining(), components));
    int[] bits = new int[components];
    boolean[] signed = new boolean[components];
    boolean subsampled = false;
    for (int i = 0; i < components; i++) {
      int depth = segment.get() & 0xff;
      bits[i] = (depth & 0x7f) + 1;
      signed[i] = depth >= 0x80;
      subsampled |= segment.get() != 1 | segment.get() != 1;
    }
    var area = new PixelRect(x0, y0, x1 - x0, y1 - y0);
    var size =
        new ImageSize(
            capabilities, area, tileWidth, tileHeight, tileX0, tileY0, bits, signed, subsampled);
    require(
        (long) size.tilesAcross() * size.tilesDown() <= MAX_TILES,
        "it has %d x %d tiles, more than a codestream may have"
            .formatted(size.tilesAcross(), size.tilesDown()));
    return size;
  }

  private static int number(ByteBuffer segment) {
    int number = segment.getInt();
    require(number >= 0, "a size of %s is too large".formatted(Integer.toUnsignedString(number)));
    return number;
  }

  private static void require(boolean valid, String why) {
    if (!valid) {
      throw new IllegalArgumentException(why);
    }
  }

  int components() {
    return bits.length;
  }

  int tilesAcross() {
    return count(area.x1(), tileX0, tileWidth);
  }

  int tilesDown() {
    return count(area.y1(), tileY0, tileHeight);
  }

  private static int count(int end, int start, int size) {
    return (int) (((long) end - start + size - 1) / size);
  }

  /** Returns a tile cut to the image, on the reference grid. */
  PixelRect tile(int column, int row) {
    long left = tileX0 + (long) column * tileWidth;
    long top = tileY0 + (long) row * tileHeight;
    int x0 = (int) Math.max(left, area.x0());
    int y0 = (int) Math.max(top, area.y0());
    int x1 = (int) Math.min(left + tileWidth, area.x1());
    int y1 = (int) Math.min(top + tileHeight, area.y1());
    return new PixelRect(x0, y0, x1 - x0, y1 - y0);
  }

  /** Writes the segment with its marker for an image that is one of its tiles alone. */
  byte[] ofTile(PixelRect tile) {
    var out = ByteBuffer.allocate(4 + FIXED_BYTES + 3 * components());
    out.putShort(Marker.SIZ).putShort((short) (out.capacity() - 2));
    out.putShort((short) capabilities).putInt(tile.x1()).putInt(tile.y1());
    out.putInt(tile.x0()).putInt(tile.y0()).putInt(tile.width()).putInt(tile.height());
    out.putInt(tile.x0()).putInt(tile.y0()).putShort((short) components());
    for (int i = 0; i < components(); i++) {
      out.put((byte) (bits[i] - 1 | (signed[i] ? 0x80 : 0))).put((byte) 1).put((byte) 1);
    }
    return out.array();
  }
}
