package io.landfall.delivery.local;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryRun;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.ReadBackCheck;
import io.landfall.export.StaleCommitException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.Destination;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.store.ObjectStore;
import io.landfall.store.StoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * A file on this machine. It is written beside its place under a name of its own, synced, read
 * back, and only then takes its name, the last of all: its sidecars are there before. A file that
 * is already there is never overwritten.
 */
public final class LocalFileTarget implements DeliveryTarget {
  private static final int READ_BYTES = 1 << 20;

  /** After so many, a copy looks whether it is still wanted. */
  private static final long COPY_BYTES = 16L << 20;

  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final StoreFiles files;
  private final Path target;
  private final String name;
  private final BoundedPool pool;

  /**
   * Delivers to the path of {@code file}.
   *
   * @param files of the store, where they lie on this machine
   */
  public LocalFileTarget(
      ActorSystem<?> system,
      ObjectStore store,
      StoreFiles files,
      Destination.LocalFileDestination file) {
    this.system = system;
    this.store = store;
    this.files = files;
    this.target = Path.of(file.path()).toAbsolutePath();
    this.name = file.name() == null ? target.getFileName().toString() : file.name();
    this.pool = NodePools.of(system).get(PoolName.DELIVERY);
  }

  @Override
  public CompletionStage<DeliveryReceipt> deliver(DeliveryItem item, DeliveryRun run) {
    var work = new LocalDelivery(item, run);
    return pool.supply(() -> isThere(item))
        .thenCompose(there -> there ? pool.supply(() -> finish(work)) : write(work));
  }

  private record LocalDelivery(DeliveryItem item, DeliveryRun run) {}

  /** Finishes what an earlier try has left. */
  private DeliveryReceipt finish(LocalDelivery work) {
    return finish(work, readBack(work.item(), target, work.run()::onBytes), () -> {});
  }

  /**
   * Brings what was written to the disk, while the rest of it is read back, and gives it its name
   * when all its sidecars are there.
   */
  private CompletionStage<DeliveryReceipt> finish(
      LocalDelivery work, PartFile part, FollowingReadBack readBack) {
    DeliveryItem item = work.item();
    CompletionStage<Done> synced = pool.supply(() -> sync(part));
    return readBack
        .end()
        .thenCombineAsync(
            synced,
            (sha256, done) ->
                finish(
                    work,
                    sha256,
                    () -> {
                      if (!LocalSidecars.publish(part.path(), target)) {
                        isThere(item); // by another copy of this very delivery, or it fails
                      }
                    }),
            pool);
  }

  private DeliveryReceipt finish(LocalDelivery work, String sha256, Runnable takeName) {
    DeliveryItem item = work.item();
    work.run().mayCommit().toCompletableFuture().join();
    var files = new LocalSidecars(target.getParent(), prefix());
    try {
      FileNames names = FileNames.amongOthers(name, item.type());
      var delivered = files.write(names, work.run().sidecars().make(names, sha256));
      takeName.run();
      return item.receipt(target.toUri().toString(), sha256, delivered);
    } catch (RuntimeException e) {
      files.undo();
      throw e;
    }
  }

  /** Returns what stands before the file's last name until it is moved to its place. */
  private String prefix() {
    String now = target.getFileName().toString();
    return now.endsWith(name) ? now.substring(0, now.length() - name.length()) : "";
  }

  /** Tells whether an earlier try left the whole file; a file of somebody else is a failure. */
  private boolean isThere(DeliveryItem item) {
    try {
      if (!Files.exists(target)) {
        return false;
      }
      if (Files.isRegularFile(target) && Files.size(target) == item.object().bytes()) {
        readBack(item, target, bytes -> {});
        return true;
      }
    } catch (IOException | ExportFailure e) {
      // not ours, or not to be read: the same answer to both
    }
    throw LocalSidecars.exists(target);
  }

  private CompletionStage<DeliveryReceipt> write(LocalDelivery work) {
    DeliveryItem item = work.item();
    PartFile part = open(item);
    var readBack = new FollowingReadBack(item, part, pool, work.run()::onBytes);
    return pool.supply(() -> files.open(item.object()))
        .thenCompose(
            file ->
                file.isPresent()
                    ? copy(file.get(), part, work, readBack)
                    : download(item.object(), part, work))
        .thenCompose(done -> finish(work, part, readBack))
        .handle(
            (receipt, thrown) -> {
              closeQuietly(part);
              if (StaleCommitException.isCauseOf(thrown)) {
                throw new CompletionException(thrown);
              }
              if (thrown != null) {
                throw failure(item, thrown);
              }
              return receipt;
            });
  }

  private CompletionStage<Done> download(StoredObject object, PartFile part, LocalDelivery work) {
    return store
        .readAll(object)
        .via(work.run().stop().flow())
        .mapAsync(1, chunk -> pool.supply(() -> append(chunk, part, work)))
        .runWith(Sink.ignore(), system);
  }

  /**
   * Copies within the kernel. A link would be quicker still, but one file: who changes it in place,
   * as programs that add overviews or tags do, would change the store's object.
   */
  private CompletionStage<Done> copy(
      FileChannel from, PartFile part, LocalDelivery work, FollowingReadBack readBack) {
    long bytes = work.item().object().bytes();
    return Source.range(0, (int) ((bytes - 1) / COPY_BYTES))
        .via(work.run().stop().flow())
        .mapAsync(1, i -> pool.supply(() -> copy(from, i * COPY_BYTES, part, work)))
        .map(
            end -> {
              readBack.written(end);
              return end;
            })
        .runWith(Sink.ignore(), system)
        .whenComplete((done, thrown) -> closeQuietly(from));
  }

  /** Returns where it ends. */
  private static long copy(FileChannel from, long at, PartFile part, LocalDelivery work) {
    long end = Math.min(work.item().object().bytes(), at + COPY_BYTES);
    try {
      for (long next = at; next < end; ) {
        long copied = from.transferTo(next, end - next, part.channel());
        if (copied <= 0) {
          throw new ExportFailure( // not for what is wrong with the folder
              ErrorCode.DESTINATION_CORRUPT,
              "Cannot deliver the file: the store's file of it ends after %d of %d bytes. Run the export again."
                  .formatted(next, work.item().object().bytes()));
        }
        next += copied;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    work.run().onBytes(end - at);
    return end;
  }

  private static void closeQuietly(FileChannel read) {
    try {
      read.close();
    } catch (IOException e) {
      return; // it was only read
    }
  }

  private static ByteString append(ByteString chunk, PartFile part, LocalDelivery work) {
    ByteBuffer bytes = chunk.asByteBuffer();
    try {
      while (bytes.hasRemaining()) {
        part.channel().write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    work.run().onBytes(chunk.size());
    return chunk;
  }

  private PartFile open(DeliveryItem item) {
    Path folder = target.getParent();
    try {
      if (!Files.isDirectory(folder)) {
        throw unwritable("there is no folder %s".formatted(folder), null);
      }
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < item.object().bytes()) {
        throw full(item, free);
      }
      return PartFile.createNextTo(target);
    } catch (IOException e) {
      throw unwritable(reason(e), e);
    }
  }

  private static Done sync(PartFile part) {
    try {
      part.channel().force(true);
      return Done.getInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closeQuietly(PartFile part) {
    try {
      part.close();
    } catch (IOException e) {
      part.path().toFile().deleteOnExit();
    }
  }

  private static String readBack(DeliveryItem item, Path path, LongConsumer onBytes) {
    ReadBackCheck readBack = new ReadBackCheck(item, path.toString());
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    try (FileChannel file = FileChannel.open(path)) {
      for (int n = file.read(buffer); n >= 0; n = file.read(buffer.clear())) {
        readBack.update(buffer.flip());
        onBytes.accept(n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return readBack.checkEnd();
  }

  private ExportFailure failure(DeliveryItem item, Throwable thrown) {
    ExportFailure known = ExportFailure.of(thrown);
    if (known.code() != ErrorCode.INTERNAL) {
      return known;
    }
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof IOException io) {
        long free = target.getParent().toFile().getUsableSpace();
        return free < item.object().bytes() ? full(item, free) : unwritable(reason(io), io);
      }
    }
    return known;
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
  }

  static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit(); // the failure that brought us here is the one to tell
    }
  }

  private ExportFailure unwritable(String why, Throwable cause) {
    return new ExportFailure(
        ErrorCode.DESTINATION_UNWRITABLE,
        "Cannot write %s: %s. Make the folder writable or choose another.".formatted(target, why),
        cause);
  }

  private ExportFailure full(DeliveryItem item, long free) {
    return new ExportFailure(
        ErrorCode.DESTINATION_FULL,
        "Cannot write %s: it needs %d bytes and %d are free. Make room or choose another folder."
            .formatted(target, item.object().bytes(), free));
  }
}
