package io.landfall.raster.jp2;

import io.landfall.raster.PixelRect;
import io.landfall.raster.jp2.tile.Marker;
import io.landfall.raster.jp2.tile.TileInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One tile as a codestream of its own, whose image is that tile: so a decoder reads and keeps
 * nothing of the others, however many there are, and takes no sizes but those that were checked.
 * For one thread.
 */
final class TileStream {
  private static final int SOT_BYTES = 12;

  private final Jp2Bytes bytes;
  private final List<Piece> pieces = new ArrayList<>();
  private long length;
  private long position;

  /**
   * Some bytes of it.
   *
   * @param start in it
   * @param made these, or null: {@code length} bytes of the file from {@code offset} on
   */
  private record Piece(long start, long length, byte[] made, long offset) {}

  TileStream(
      Jp2Bytes bytes, Codestream stream, PixelRect tile, List<TileInput.EncodedPart> tileParts) {
    this.bytes = bytes;
    var header = new ByteArrayOutputStream();
    header.writeBytes(ByteBuffer.allocate(2).putShort(Marker.SOC).array());
    header.writeBytes(stream.size().ofTile(tile));
    header.writeBytes(stream.shared());
    add(header.toByteArray());
    for (TileInput.EncodedPart part : tileParts) {
      ByteBuffer head = bytes.read(part.offset(), SOT_BYTES, "a tile part");
      int told = part.length() >> 32 == 0 ? (int) part.length() : 0; // 0: it reaches to the end
      head.putShort(4, (short) 0).putInt(6, told); // tile 0, of this length
      add(head.array());
      long rest = part.length() - SOT_BYTES;
      pieces.add(new Piece(length, rest, null, part.offset() + SOT_BYTES));
      length += rest;
    }
    add(ByteBuffer.allocate(2).putShort(Marker.EOC).array());
  }

  private void add(byte[] made) {
    pieces.add(new Piece(length, made.length, made, 0));
    length += made.length;
  }

  long length() {
    return length;
  }

  /** Reads up to {@code into.length} bytes on; returns how many, 0 at the end. */
  int read(byte[] into, int most) {
    int done = 0;
    for (Piece piece : pieces) {
      long skip = position - piece.start();
      if (skip >= 0 && skip < piece.length() && done < most) {
        int count = (int) Math.min(most - done, piece.length() - skip);
        if (piece.made() != null) {
          System.arraycopy(piece.made(), (int) skip, into, done, count);
        } else {
          byte[] part = done == 0 ? into : new byte[count];
          bytes.read(piece.offset() + skip, part, count);
          if (done > 0) {
            System.arraycopy(part, 0, into, done, count);
          }
        }
        done += count;
        position += count;
      }
    }
    return done;
  }

  /** Goes to a position; returns whether it lies inside. */
  boolean seek(long to) {
    if (to < 0 || to > length) {
      return false;
    }
    position = to;
    return true;
  }

  /** Goes on by some bytes, at most to the end; returns how many. */
  long skip(long count) {
    long before = position;
    position = Math.max(0, Math.min(length, position + count));
    return position - before;
  }
}
