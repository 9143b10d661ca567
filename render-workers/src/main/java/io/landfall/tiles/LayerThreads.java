package io.landfall.tiles;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.OwnerShares;
import io.landfall.raster.RasterException;
import io.landfall.raster.warp.WindowBuffers;
import io.landfall.source.SceneFiles;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

/**
 * The threads that render what maps show, and what each needs for it. Owners share them; work is
 * done within a time and a budget of memory. Safe for any thread.
 */
final class LayerThreads {
  /** Samples of source windows that a thread keeps for the next tile: 8 MiB. */
  private static final long KEPT_SAMPLES = 1L << 20;

  /**
   * What nobody waits for any more keeps its place in the queue, and is no request under way: where
   * an owner's work takes long, so many times the requests of a node may wait.
   */
  private static final int MOST_LEFT_BEHIND = 4;

  private final BoundedPool pool;
  private final OwnerShares shares;
  private final LayerGuard guard;
  private final TileSettings settings;
  private final TileMemory memory;
  private final Deque<WindowBuffers> buffers = new ConcurrentLinkedDeque<>();

  /** Does something with a layer, on a thread of the pool. */
  @FunctionalInterface
  interface LayerWork<T> {
    T run(PlannedLayer layer, Runnable checkWanted, WindowBuffers buffers);
  }

  LayerThreads(BoundedPool pool, OwnerShares shares, LayerGuard guard, TileSettings settings) {
    this.pool = pool;
    this.shares = shares;
    this.guard = guard;
    this.settings = settings;
    this.memory = new TileMemory(settings.memoryBytes());
  }

  /**
   * Runs work when its owner has a thread for it, unless nobody wants it any more. Its time begins
   * then: however many come first, who still waits gets what he waits for. Fails with NODE_BUSY
   * where too much of the owner waits that nobody wants any more.
   */
  <T> CompletionStage<T> run(
      String owner, PlannedLayer planned, Runnable checkWanted, LayerWork<T> work) {
    if (shares.waiting(owner) >= MOST_LEFT_BEHIND * settings.waiting()) {
      return CompletableFuture.failedStage(TileRequests.tooMany(shares.waiting(owner)));
    }
    return shares.supply(
        owner,
        () ->
            guard.run(
                planned.id(),
                () ->
                    pool.supply(
                        () -> {
                          Runnable check = checkInTime(checkWanted);
                          return withBuffers(check, own -> work.run(planned, check, own));
                        })));
  }

  private <T> T withBuffers(Runnable check, Function<WindowBuffers, T> work) {
    check.run();
    WindowBuffers own =
        Optional.ofNullable(buffers.poll())
            .orElseGet(() -> new WindowBuffers(KEPT_SAMPLES, memory));
    try {
      T done = work.apply(own);
      buffers.push(own); // those of work that failed are not given back, nor whole
      return done;
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    }
  }

  private Runnable checkInTime(Runnable checkWanted) {
    long start = System.nanoTime();
    return () -> {
      checkWanted.run();
      if (System.nanoTime() - start > settings.timeLimit().toNanos()) {
        throw new ExportFailure(
            ErrorCode.STEP_TIMED_OUT,
            "Cannot show this within %d s: the scenes take long to read. Come nearer, or ask again later."
                .formatted(settings.timeLimit().toSeconds()));
      }
    };
  }
}
