package io.landfall.raster.jp2.tile;

import java.util.List;

/** The packets of a tile as one stream, whatever parts they lie in. For one thread. */
final class TileBody {
  private static final int CHUNK_BYTES = 256 << 10;

  private final TileInput.TileBytes bytes;
  private final List<TileInput.EncodedPart> parts;
  private final byte[] chunk;
  private int part = -1;
  private long at;
  private long left;
  private int next;
  private int filled;

  TileBody(TileInput.TileBytes bytes, List<TileInput.EncodedPart> parts) {
    this.bytes = bytes;
    this.parts = parts;
    long length = parts.stream().mapToLong(TileInput.EncodedPart::length).sum();
    this.chunk = new byte[(int) Math.min(CHUNK_BYTES, Math.max(1, length))];
  }

  /** Tells whether there is another byte. */
  boolean hasNext() {
    if (next < filled) {
      return true;
    }
    while (left == 0) {
      if (++part >= parts.size()) {
        part = parts.size();
        return false;
      }
      at = parts.get(part).offset();
      left = parts.get(part).length();
    }
    filled = (int) Math.min(chunk.length, left);
    bytes.read(at, chunk, filled);
    at += filled;
    left -= filled;
    next = 0;
    return true;
  }

  /** Returns the next byte; -1: there is none. */
  int next() {
    return hasNext() ? chunk[next++] & 0xff : -1;
  }

  /** Goes over a marker of some bytes if it comes next. */
  void skipMarker(short marker, int length) throws PacketBits.EndException {
    if (hasNext() && filled - next < 2 && left > 0) {
      refill();
    }
    if (filled - next >= 2
        && chunk[next] == (byte) (marker >> 8)
        && chunk[next + 1] == (byte) marker) {
      skip(length);
    }
  }

  private void refill() {
    int kept = filled - next;
    System.arraycopy(chunk, next, chunk, 0, kept);
    int count = (int) Math.min(chunk.length - kept, left);
    byte[] more = new byte[count];
    bytes.read(at, more, count);
    System.arraycopy(more, 0, chunk, kept, count);
    at += count;
    left -= count;
    next = 0;
    filled = kept + count;
  }

  /** Fills some bytes of an array. */
  void read(byte[] into, int from, int count) throws PacketBits.EndException {
    for (int done = 0; done < count; ) {
      if (!hasNext()) {
        throw new PacketBits.EndException();
      }
      int some = Math.min(count - done, filled - next);
      System.arraycopy(chunk, next, into, from + done, some);
      next += some;
      done += some;
    }
  }

  /** Goes on by some bytes, without reading those far ahead. */
  void skip(long count) throws PacketBits.EndException {
    long toSkip = count;
    while (toSkip > 0) {
      int inChunk = (int) Math.min(toSkip, filled - next);
      next += inChunk;
      toSkip -= inChunk;
      long ahead = Math.min(toSkip, left);
      at += ahead;
      left -= ahead;
      toSkip -= ahead;
      if (toSkip > 0 && !hasNext()) {
        throw new PacketBits.EndException();
      }
    }
  }

  /** Returns how many bytes are left. */
  long remaining() {
    long sum = left + filled - next;
    for (int i = part + 1; i < parts.size(); i++) {
      sum += parts.get(i).length();
    }
    return sum;
  }
}
