package io.landfall.raster.tileset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** A directory of a PMTiles file while it is collected. */
final class PmtilesDirectory {
  private static final int FIRST_ROOM = 256;

  private long[] ids = new long[FIRST_ROOM];
  private int[] runs = new int[FIRST_ROOM];
  private long[] offsets = new long[FIRST_ROOM];
  private int[] lengths = new int[FIRST_ROOM];
  private int size;

  /**
   * Adds an entry.
   *
   * @param run how many tiles from {@code id} on have this content; 0 of a leaf directory
   */
  void add(long id, int run, long offset, int length) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
      runs = Arrays.copyOf(runs, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    ids[size] = id;
    runs[size] = run;
    offsets[size] = offset;
    lengths[size++] = length;
  }

  /** Tells whether the last entry's tiles end right before one. */
  boolean endsBefore(long id) {
    return size > 0 && ids[size - 1] + runs[size - 1] == id;
  }

  /** Lets the last entry stand for one more tile. */
  void repeatLast() {
    runs[size - 1]++;
  }

  int size() {
    return size;
  }

  long firstId() {
    return ids[0];
  }

  /** Returns it as it stands in the file. */
  byte[] compressed() {
    var bytes = new ByteArrayOutputStream();
    writeNumber(bytes, size);
    for (int i = 0; i < size; i++) {
      writeNumber(bytes, i == 0 ? ids[0] : ids[i] - ids[i - 1]);
    }
    for (int i = 0; i < size; i++) {
      writeNumber(bytes, runs[i]);
    }
    for (int i = 0; i < size; i++) {
      writeNumber(bytes, lengths[i]);
    }
    for (int i = 0; i < size; i++) {
      boolean follows = i > 0 && offsets[i] == offsets[i - 1] + lengths[i - 1];
      writeNumber(bytes, follows ? 0 : offsets[i] + 1);
    }
    return gzip(bytes.toByteArray());
  }

  /** Writes seven bits a byte, the lowest first; all but the last byte have the eighth. */
  private static void writeNumber(ByteArrayOutputStream bytes, long number) {
    long left = number;
    while (left >= 0x80) {
      bytes.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    bytes.write((int) left);
  }

  static byte[] gzip(byte[] bytes) {
    var compressed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
