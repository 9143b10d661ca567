package io.landfall.delivery.local;

import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.PartsCheck;
import io.landfall.pool.BoundedPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Reads back a file behind who writes it: one thread checks its parts, and another hashes all of
 * it. To be told by one thread at a time.
 */
final class FollowingReadBack {
  private static final int READ_BYTES = 1 << 20;

  private final FileChannel file;
  private final BoundedPool pool;
  private final LongConsumer onBytes;
  private final PartsCheck parts;
  private final MessageDigest whole = PartsCheck.sha256();
  private CompletionStage<Void> checked = CompletableFuture.completedStage(null);
  private CompletionStage<Void> hashed = CompletableFuture.completedStage(null);
  private long at;

  /**
   * Follows from the first byte on.
   *
   * @param onBytes is told how much has been checked
   */
  FollowingReadBack(DeliveryItem item, PartFile file, BoundedPool pool, LongConsumer onBytes) {
    this.file = file.channel();
    this.pool = pool;
    this.onBytes = onBytes;
    this.parts = new PartsCheck(item, file.path().toString());
  }

  /** Goes on to {@code end}, where what has been written ends. */
  void written(long end) {
    long from = at;
    at = end;
    checked = checked.thenRunAsync(() -> read(from, end, this::check), pool);
    hashed = hashed.thenRunAsync(() -> read(from, end, whole::update), pool);
  }

  /**
   * Goes on to the end of the file.
   *
   * @return its SHA-256, in hexadecimal; fails at the first part that is not what was rendered
   */
  CompletionStage<String> end() {
    written(Long.MAX_VALUE);
    return checked.thenCombine(
        hashed,
        (allChecked, allHashed) -> {
          parts.checkEnd();
          return HexFormat.of().formatHex(whole.digest());
        });
  }

  private void check(ByteBuffer chunk) {
    int bytes = chunk.remaining();
    parts.update(chunk);
    onBytes.accept(bytes);
  }

  private void read(long from, long end, Consumer<ByteBuffer> sink) {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(READ_BYTES, end - from));
    try {
      for (long next = from; next < end; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - next));
        int count = file.read(buffer, next);
        if (count < 0) {
          return; // the check of parts tells whether that is too early
        }
        next += count;
        sink.accept(buffer.flip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
