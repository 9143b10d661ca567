package io.landfall.worker;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.store.UploadBody;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task has of the raster of scene numbers, as a scratch object: numbers of 32 bits in
 * network order, which are the size of them all and the lengths of the tiles by level and of the
 * top overviews; then the bytes of top overviews, overviews and full resolution.
 *
 * @param headBytes the size of the numbers
 * @param tileLengths as of {@link StoredTask}
 * @param topLengths of the top overviews
 * @param overviewBytes the size of all overviews
 * @param fullBytes the size of all tiles of full resolution
 */
record ProvenanceTask(
    int headBytes, List<int[]> tileLengths, int[] topLengths, long overviewBytes, long fullBytes) {
  /** The numbers of the largest task there is take less. */
  private static final int MOST_HEAD_BYTES = 256 << 20;

  static UploadBody encode(RenderedTask task) {
    int[] top = task.topOverviews().stream().mapToInt(tile -> tile.length).toArray();
    long overviews = bytes(task.overviews());
    long full = bytes(task.full());
    int numbers =
        3 + top.length + task.tileLengths().stream().mapToInt(level -> 1 + level.length).sum();
    ByteBuffer head = ByteBuffer.allocate(Integer.BYTES * numbers + 2 * Long.BYTES);
    head.putInt(head.capacity());
    head.putLong(overviews).putLong(full);
    head.putInt(task.tileLengths().size());
    task.tileLengths().forEach(level -> put(head, level));
    put(head, top);
    List<byte[]> chunks = new ArrayList<>(List.of(head.array()));
    chunks.addAll(task.topOverviews());
    chunks.addAll(task.overviews());
    chunks.addAll(task.full());
    return new UploadBody(chunks, 0);
  }

  private static void put(ByteBuffer head, int[] lengths) {
    head.putInt(lengths.length);
    for (int length : lengths) {
      head.putInt(length);
    }
  }

  private static long bytes(List<byte[]> tiles) {
    return tiles.stream().mapToLong(tile -> tile.length).sum();
  }

  /** Reads the first number. */
  static int headBytes(byte[] first) {
    int bytes = ByteBuffer.wrap(first).getInt();
    if (bytes < Integer.BYTES || bytes > MOST_HEAD_BYTES) {
      throw broken();
    }
    return bytes;
  }

  /** Reads all numbers. */
  static ProvenanceTask decode(byte[] head) {
    try {
      ByteBuffer numbers = ByteBuffer.wrap(head);
      int headBytes = numbers.getInt();
      long overviews = numbers.getLong();
      long full = numbers.getLong();
      List<int[]> levels = new ArrayList<>();
      for (int left = numbers.getInt(); left > 0; left--) {
        levels.add(lengths(numbers));
      }
      return new ProvenanceTask(headBytes, levels, lengths(numbers), overviews, full);
    } catch (BufferUnderflowException e) {
      throw broken();
    }
  }

  private static int[] lengths(ByteBuffer numbers) {
    int count = numbers.getInt();
    if (count < 0 || count > numbers.remaining() / Integer.BYTES) {
      throw broken();
    }
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      lengths[i] = numbers.getInt();
    }
    return lengths;
  }

  private static ExportFailure broken() {
    return new ExportFailure(
        ErrorCode.INTERNAL,
        "Cannot read the scene numbers of a task: the scratch object is damaged.");
  }

  long topBytes() {
    long bytes = 0;
    for (int length : topLengths) {
      bytes += length;
    }
    return bytes;
  }

  /** Returns where the overviews begin in the object. */
  long overviewsAt() {
    return headBytes + topBytes();
  }

  /** Returns where full resolution begins in the object. */
  long fullAt() {
    return overviewsAt() + overviewBytes;
  }

  /** Cuts the top overviews, as they came, into tiles. */
  List<byte[]> topOverviews(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    List<byte[]> tiles = new ArrayList<>();
    for (int length : topLengths) {
      byte[] tile = new byte[length];
      from.get(tile);
      tiles.add(tile);
    }
    return tiles;
  }

  /** Returns it as a task whose parts follow each other without padding. */
  StoredTask asStored(int index) {
    return new StoredTask(
        index,
        new StoredPart(0, "", overviewBytes, ""),
        new StoredPart(0, "", fullBytes, ""),
        tileLengths,
        List.of(),
        "",
        null);
  }
}
