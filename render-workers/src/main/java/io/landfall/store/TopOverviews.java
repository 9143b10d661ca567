package io.landfall.store;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The top overviews of one task as a scratch object: their number and lengths, 32 bits each in
 * network order, then their bytes.
 */
public final class TopOverviews {
  /** A larger object is refused. */
  public static final long MAX_BYTES = 1L << 30;

  private TopOverviews() {}

  public static UploadBody encode(List<byte[]> tiles) {
    ByteBuffer head = ByteBuffer.allocate(4 * (1 + tiles.size()));
    head.putInt(tiles.size());
    tiles.forEach(tile -> head.putInt(tile.length));
    List<byte[]> chunks = new ArrayList<>(List.of(head.array()));
    chunks.addAll(tiles);
    return new UploadBody(chunks, 0);
  }

  public static List<byte[]> decode(byte[] object) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(object);
      int count = length(bytes.getInt(), bytes.remaining() / 4);
      int[] lengths = new int[count];
      for (int i = 0; i < count; i++) {
        lengths[i] = bytes.getInt();
      }
      List<byte[]> tiles = new ArrayList<>(count);
      for (int length : lengths) {
        byte[] tile = new byte[length(length, bytes.remaining())];
        bytes.get(tile);
        tiles.add(tile);
      }
      return tiles;
    } catch (BufferUnderflowException e) {
      throw broken();
    }
  }

  private static int length(int length, int atMost) {
    if (length < 0 || length > atMost) {
      throw broken();
    }
    return length;
  }

  private static ExportFailure broken() {
    return new ExportFailure(
        ErrorCode.INTERNAL,
        "Cannot read the top overviews of a task: the scratch object is damaged.");
  }
}
