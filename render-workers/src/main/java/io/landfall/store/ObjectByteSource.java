package io.landfall.store;

import akka.actor.typed.ActorSystem;
import akka.util.ByteString;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.raster.ByteSource;
import io.landfall.raster.SingleFlightCache;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A finished object as random access to its bytes. Small reads go through the pages used last, 4 MB
 * of them; large ones straight to the store. Blocks its caller; a read that breaks is tried anew.
 */
public final class ObjectByteSource implements ByteSource {
  private static final int PAGE_BYTES = 128 * 1024;
  private static final long MAX_BYTES = 32L * PAGE_BYTES;
  private static final int TRIES = 4;
  private static final long WAIT_MS = 500;
  private static final long TIMEOUT_S = 60;

  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final StoredObject object;
  private final Optional<FileChannel> file;
  private final SingleFlightCache<Long, byte[]> pages =
      new SingleFlightCache<>(MAX_BYTES, page -> page.length);

  public ObjectByteSource(ActorSystem<?> system, ObjectStore store, StoredObject object) {
    this(system, store, StoreFiles.NONE, object);
  }

  /**
   * As {@link #ObjectByteSource(ActorSystem, ObjectStore, StoredObject)}. Blocking.
   *
   * @param files of the store: where the object's is there, it is read itself
   */
  public ObjectByteSource(
      ActorSystem<?> system, ObjectStore store, StoreFiles files, StoredObject object) {
    this.system = system;
    this.store = store;
    this.object = object;
    this.file = files.open(object);
  }

  @Override
  public String name() {
    return object.key();
  }

  @Override
  public long size() {
    return object.bytes();
  }

  @Override
  public void read(long position, byte[] into, int at, int length) throws IOException {
    if (position + length > size()) {
      throw new EOFException("it ends before byte %d".formatted(position + length));
    }
    if (file.isPresent()) {
      read(file.get(), position, ByteBuffer.wrap(into, at, length));
      return;
    }
    if (length >= PAGE_BYTES) {
      System.arraycopy(fetch(position, length), 0, into, at, length);
      return;
    }
    int done = 0;
    while (done < length) {
      long number = (position + done) / PAGE_BYTES;
      byte[] page = page(number);
      int from = (int) (position + done - number * PAGE_BYTES);
      int count = Math.min(page.length - from, length - done);
      System.arraycopy(page, from, into, at + done, count);
      done += count;
    }
  }

  private static void read(FileChannel file, long position, ByteBuffer into) throws IOException {
    for (long next = position; into.hasRemaining(); ) {
      int count = file.read(into, next);
      if (count < 0) {
        throw new EOFException("its file ends before byte %d".formatted(next));
      }
      next += count;
    }
  }

  private byte[] page(long number) throws IOException {
    long from = number * PAGE_BYTES;
    int length = (int) Math.min(PAGE_BYTES, size() - from);
    try {
      return pages.get(
          number,
          () -> {
            try {
              return fetch(from, length);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private byte[] fetch(long from, int length) throws IOException {
    for (int tried = 1; ; tried++) {
      try {
        byte[] bytes =
            store
                .read(object.key(), from, from + length - 1)
                .runFold(ByteString.emptyByteString(), ByteString::concat, system)
                .toCompletableFuture()
                .get(TIMEOUT_S, TimeUnit.SECONDS)
                .toArrayUnsafe();
        if (bytes.length == length) {
          return bytes;
        }
        throw new EOFException("%d bytes came, not %d".formatted(bytes.length, length));
      } catch (ExecutionException | TimeoutException | EOFException e) {
        if (tried == TRIES) {
          throw new IOException(ExportFailure.of(e).getMessage(), e);
        }
        pause(tried * WAIT_MS);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("the wait was interrupted", e);
  }

  @Override
  public void close() throws IOException {
    pages.clear();
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
