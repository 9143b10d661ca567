package io.landfall.tiles;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.MemoryBudget;
import io.landfall.raster.warp.RenderMemory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The memory of source windows and of tools that what maps show takes together on a node. Threads
 * that render wait here, first come first served; usual tiles take what each thread keeps anyway,
 * and pass. Safe for any thread.
 */
final class TileMemory implements RenderMemory {
  /** What needs no more is not counted: with it, each thread of the pool may hold so much. */
  static final long UNCOUNTED_BYTES = 8L << 20;

  /** How often who waits looks whether his client is still there. */
  private static final long LOOK_MILLIS = 50;

  private final MemoryBudget budget;

  /**
   * Makes one of which nothing is taken.
   *
   * @param bytes that there are
   */
  TileMemory(long bytes) {
    this.budget = new MemoryBudget(bytes);
  }

  /** Returns how much is taken, in bytes. */
  long taken() {
    return budget.taken();
  }

  @Override
  public void whileTaken(LongSupplier wanted, Runnable ensureWanted, Runnable work) {
    long bytes = wanted.getAsLong();
    if (bytes <= UNCOUNTED_BYTES) {
      work.run();
      return;
    }
    if (bytes > budget.bytes()) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot show this: it takes some %d MiB of memory at once, more than the %d MiB that maps have on this node (landfall.tiles.memory). Come nearer, show fewer bands or scenes without overviews, or order an export of it."
              .formatted(bytes >> 20, budget.bytes() >> 20));
    }
    var begun = new CompletableFuture<Void>();
    var ended = new CompletableFuture<Void>();
    budget.whenTaken(
        bytes,
        () -> {
          begun.complete(null);
          return ended;
        });
    try {
      await(begun, ensureWanted);
      work.run();
    } finally {
      ended.complete(null); // who gives up before his turn comes gives back at once then
    }
  }

  private static void await(CompletableFuture<Void> begun, Runnable ensureWanted) {
    while (true) {
      ensureWanted.run();
      try {
        begun.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        continue; // looks again
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ExportFailure(ErrorCode.NODE_BUSY, "Cannot show this now: the node ends.", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
