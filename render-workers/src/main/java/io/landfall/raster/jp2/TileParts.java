package io.landfall.raster.jp2;

import io.landfall.raster.PixelRect;
import io.landfall.raster.jp2.tile.Marker;
import io.landfall.raster.jp2.tile.TileInput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the parts of the tiles of a codestream are. The main header tells it (TLM), or else each
 * part tells the length of itself, and is looked at once. Safe for any thread.
 */
final class TileParts {
  private static final int SOT_BYTES = 12;
  private static final int MAX_PARTS = 1 << 18;
  private static final int MAX_HEADER_BYTES = 4 << 20;

  private final Jp2Bytes bytes;
  private final Codestream stream;
  private List<List<TileInput.EncodedPart>> ofTiles;
  private boolean isCutOff;

  /**
   * A tile.
   *
   * @param parts in their order, at least one
   * @param pieces precincts and code-blocks that it is cut into
   */
  record Tile(List<TileInput.EncodedPart> parts, long pieces) {}

  TileParts(Jp2Bytes bytes, Codestream stream) {
    this.bytes = bytes;
    this.stream = stream;
  }

  /**
   * Returns where a tile is.
   *
   * @throws io.landfall.raster.RasterException if the file has none, or they are not whole, or
   *     their headers ask for what is not decoded
   */
  Tile of(int tile, PixelRect area) {
    List<TileInput.EncodedPart> parts = parts().get(tile);
    if (parts == null) {
      throw bytes.damaged(
          stream.offset(),
          (isCutOff
                  ? "the file ends before the end of its tile %d of %d"
                  : "its tile %d of %d is missing")
              .formatted(tile + 1, parts().size()));
    }
    CodingStyle style = stream.style().copy();
    int announced = 0;
    for (TileInput.EncodedPart part : parts) {
      announced = Math.max(announced, checkHeader(part, tile, style));
    }
    if (announced > parts.size() || announced == 0 && isCutOff) {
      throw bytes.damaged(
          parts.get(0).offset(),
          "the file ends before the last part of tile %d".formatted(tile + 1));
    }
    try {
      return new Tile(parts, style.requireDecodable(area));
    } catch (IllegalArgumentException e) {
      throw bytes.damaged(parts.get(0).offset(), e.getMessage());
    }
  }

  private synchronized List<List<TileInput.EncodedPart>> parts() {
    if (ofTiles == null) {
      List<List<TileInput.EncodedPart>> told = told();
      ofTiles = told == null ? walk() : told;
    }
    return ofTiles;
  }

  private List<List<TileInput.EncodedPart>> none() {
    int tiles = stream.size().tilesAcross() * stream.size().tilesDown();
    List<List<TileInput.EncodedPart>> none = new ArrayList<>();
    for (int i = 0; i < tiles; i++) {
      none.add(null);
    }
    return none;
  }

  private static void add(
      List<List<TileInput.EncodedPart>> ofTiles, int tile, long offset, long length) {
    List<TileInput.EncodedPart> parts = ofTiles.get(tile);
    if (parts == null) {
      parts = new ArrayList<>(1);
      ofTiles.set(tile, parts);
    }
    parts.add(new TileInput.EncodedPart(offset, length));
  }

  /** Returns what the main header tells; null: nothing, or nothing of use. */
  private List<List<TileInput.EncodedPart>> told() {
    List<List<TileInput.EncodedPart>> ofTiles = none();
    long at = stream.offset();
    int count = 0;
    for (byte[] segment : stream.tileLengths()) {
      var entries = ByteBuffer.wrap(segment);
      int kinds = entries.get() & 0xff;
      int indexBytes = kinds >> 4 & 3;
      int lengthBytes = (kinds >> 6 & 1) == 1 ? 4 : 2;
      while (entries.remaining() >= indexBytes + lengthBytes && indexBytes < 3) {
        int tile =
            switch (indexBytes) {
              case 0 -> count; // one part a tile, in their order
              case 1 -> entries.get() & 0xff;
              default -> entries.getShort() & 0xffff;
            };
        long length =
            lengthBytes == 2 ? entries.getShort() & 0xffff : entries.getInt() & 0xffffffffL;
        if (tile >= ofTiles.size()
            || length < SOT_BYTES + 2
            || at + length > stream.end()
            || ++count > MAX_PARTS) {
          return null;
        }
        add(ofTiles, tile, at, length);
        at += length;
      }
    }
    boolean isWhole = count > 0 && at <= stream.end() && stream.end() - at <= 2;
    return isWhole ? ofTiles : null;
  }

  private List<List<TileInput.EncodedPart>> walk() {
    List<List<TileInput.EncodedPart>> ofTiles = none();
    long at = stream.offset();
    for (int count = 0; at + SOT_BYTES <= stream.end(); count++) {
      ByteBuffer head = bytes.read(at, SOT_BYTES, "a tile part");
      if (head.getShort() != Marker.SOT) {
        isCutOff = head.getShort(0) != Marker.EOC;
        break;
      }
      head.getShort();
      int tile = head.getShort() & 0xffff;
      long length = head.getInt() & 0xffffffffL;
      length = length == 0 ? rest(at) : length; // only the last one may leave it open
      if (tile >= ofTiles.size() || length < SOT_BYTES + 2 || count == MAX_PARTS) {
        throw bytes.damaged(at, "the head of a tile part is not valid");
      }
      if (at + length > stream.end()) {
        isCutOff = true;
        break;
      }
      add(ofTiles, tile, at, length);
      at += length;
    }
    return ofTiles;
  }

  /**
   * Returns what is left from {@code at} on without the marker of the end, which some leave out.
   */
  private long rest(long at) {
    boolean hasEnd = bytes.read(stream.end() - 2, 2, "the end").getShort() == Marker.EOC;
    return stream.end() - at - (hasEnd ? 2 : 0);
  }

  /**
   * Reads the segments of a part's header, which may change how its tile is coded.
   *
   * @return how many parts the tile has; 0: this one does not say
   */
  private int checkHeader(TileInput.EncodedPart part, int tile, CodingStyle style) {
    ByteBuffer sot = bytes.read(part.offset(), SOT_BYTES, "a tile part");
    if (sot.getShort() != Marker.SOT || sot.getShort() != 10 || (sot.getShort() & 0xffff) != tile) {
      throw bytes.damaged(part.offset(), "here is no part of tile %d".formatted(tile + 1));
    }
    int announced = sot.get(SOT_BYTES - 1) & 0xff;
    long at = part.offset() + SOT_BYTES;
    long end = Math.min(part.offset() + part.length(), at + MAX_HEADER_BYTES);
    while (at + 2 <= end) {
      ByteBuffer head = bytes.read(at, (int) Math.min(4, end - at), "the header of a tile");
      short code = head.getShort();
      if (code == Marker.SOD) {
        return announced;
      }
      int length = head.remaining() == 2 ? head.getShort() & 0xffff : 0;
      if (code >> 8 != -1 || length < 2 || at + 2 + length > end) {
        break;
      }
      if (code == Marker.COD || code == Marker.COC) {
        ByteBuffer segment = bytes.read(at + 4, length - 2, "the header of a tile");
        try {
          if (code == Marker.COD) {
            style.readDefault(segment);
          } else {
            style.readComponent(segment);
          }
        } catch (IllegalArgumentException e) {
          throw bytes.damaged(at, e.getMessage());
        }
      }
      at += 2 + length;
    }
    throw bytes.damaged(at, "the header of tile %d is not valid".formatted(tile + 1));
  }
}
