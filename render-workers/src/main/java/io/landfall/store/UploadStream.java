package io.landfall.store;

import io.landfall.model.StoredPart;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * An object that is written as a stream: what was collected goes to the store part by part, so that
 * one part is in memory; two, where the first is kept to be written over. It exists once {@link
 * #complete} returns; closing it before drops it.
 */
public final class UploadStream extends OutputStream {
  private static final int LEAST_PART_BYTES = 8 << 20;

  /** Of 10,000, as more may come than was expected. */
  private static final int MOST_PARTS = 4_000;

  private static final int MOST_PART_BYTES = 256 << 20;

  private final ObjectStore store;
  private final String key;
  private final String uploadId;
  private final byte[] part;
  private final boolean keepsFirst;
  private final List<StoredPart> parts = new ArrayList<>();
  private byte[] first;
  private int filled;
  private boolean completed;

  /** Begins an object of up to 80 GB. */
  public UploadStream(ObjectStore store, String key, String mediaType) {
    this(store, key, mediaType, 0, false);
  }

  private UploadStream(
      ObjectStore store, String key, String mediaType, long expectedBytes, boolean keepsFirst) {
    this.store = store;
    this.key = key;
    this.part = new byte[partBytes(expectedBytes)];
    this.keepsFirst = keepsFirst;
    this.uploadId = join(store.openUpload(key, mediaType));
  }

  /** Begins an object of about {@code expectedBytes}. */
  public static UploadStream ofLarge(
      ObjectStore store, String key, String mediaType, long expectedBytes) {
    return new UploadStream(store, key, mediaType, expectedBytes, false);
  }

  /** Begins such an object whose beginning is written last: {@link #overwriteStart}. */
  public static UploadStream ofLargeRewritable(
      ObjectStore store, String key, String mediaType, long expectedBytes) {
    return new UploadStream(store, key, mediaType, expectedBytes, true);
  }

  /** Returns the size of the parts of an object of about {@code expectedBytes}. */
  public static int partBytes(long expectedBytes) {
    long least = (expectedBytes / MOST_PARTS >> 20) + 1 << 20;
    return (int) Math.min(MOST_PART_BYTES, Math.max(LEAST_PART_BYTES, least));
  }

  /**
   * Writes over the first bytes of an object that was begun for it.
   *
   * @param bytes no more than a part holds
   */
  public void overwriteStart(byte[] bytes) {
    System.arraycopy(bytes, 0, first == null ? part : first, 0, bytes.length);
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int at, int length) {
    int done = 0;
    while (done < length) {
      if (filled == part.length) {
        send();
      }
      int count = Math.min(part.length - filled, length - done);
      System.arraycopy(bytes, at + done, part, filled, count);
      filled += count;
      done += count;
    }
  }

  private void send() {
    byte[] bytes = Arrays.copyOf(part, filled);
    filled = 0;
    if (keepsFirst && first == null) {
      first = bytes;
      parts.add(null); // until it is complete
    } else {
      parts.add(put(parts.size() + 1, bytes));
    }
  }

  private StoredPart put(int number, byte[] bytes) {
    return join(store.putPart(key, uploadId, number, UploadBody.of(bytes)));
  }

  /** Makes the object and returns its parts. */
  public List<StoredPart> complete() {
    send();
    if (first != null) {
      parts.set(0, put(1, first));
    }
    join(store.complete(key, uploadId, parts));
    completed = true;
    return List.copyOf(parts);
  }

  @Override
  public void close() {
    if (!completed) {
      store.abort(key, uploadId); // if that fails too, the clean-up finds it
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
