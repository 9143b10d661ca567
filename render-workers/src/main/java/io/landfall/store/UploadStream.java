package io.landfall.store;

import io.landfall.model.StoredPart;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * An object that is written as a stream: what was collected goes to the store part by part, so that
 * one part is in memory. It exists once {@link #complete} returns; closing it before drops it.
 */
public final class UploadStream extends OutputStream {
  private static final int PART_BYTES = 8 << 20; // of 10,000 parts at most

  private final ObjectStore store;
  private final String key;
  private final String uploadId;
  private final byte[] part = new byte[PART_BYTES];
  private final List<StoredPart> parts = new ArrayList<>();
  private int filled;
  private boolean completed;

  public UploadStream(ObjectStore store, String key, String mediaType) {
    this.store = store;
    this.key = key;
    this.uploadId = join(store.openUpload(key, mediaType));
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
    UploadBody body = UploadBody.of(Arrays.copyOf(part, filled));
    parts.add(join(store.putPart(key, uploadId, parts.size() + 1, body)));
    filled = 0;
  }

  /** Makes the object and returns its parts. */
  public List<StoredPart> complete() {
    send();
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
