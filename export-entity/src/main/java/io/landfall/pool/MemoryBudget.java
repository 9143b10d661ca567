package io.landfall.pool;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The memory that work on pixels may take together on one node, as it is estimated before the work
 * begins. Who waits is served in turn, so that small work does not keep large work waiting; work
 * larger than all there is runs alone. Safe for any thread.
 */
public final class MemoryBudget {
  private final long bytes;
  private final Queue<WaitingWork> waiting = new ArrayDeque<>();
  private long taken;
  private boolean isServing;

  private record WaitingWork(long bytes, CompletableFuture<Void> served) {}

  /**
   * Makes one of which nothing is taken.
   *
   * @param bytes that there are
   */
  public MemoryBudget(long bytes) {
    this.bytes = bytes;
  }

  /** Returns how much there is, in bytes. */
  public long bytes() {
    return bytes;
  }

  /** Returns how much is taken, in bytes. */
  public synchronized long taken() {
    return taken;
  }

  /**
   * Tells whether work could begin now: it fits, or it is all there is, and nothing waits before
   * it.
   *
   * @param promised to others, but not taken yet
   */
  public synchronized boolean hasRoom(long wanted, long promised) {
    return waiting.isEmpty() && fits(wanted, promised);
  }

  private boolean fits(long wanted, long promised) {
    long inUse = taken + promised;
    return inUse == 0 || inUse + wanted <= bytes;
  }

  /** Takes some, whether there is room or not; to be followed by {@link #release}. */
  public synchronized void take(long wanted) {
    taken += wanted;
  }

  /** Takes some if there is room for it and nobody waits; tells whether it did. */
  public synchronized boolean tryTake(long wanted) {
    boolean room = waiting.isEmpty() && taken + wanted <= bytes;
    taken += room ? wanted : 0;
    return room;
  }

  /** Gives back what was taken. */
  public void release(long given) {
    synchronized (this) {
      taken -= given;
      if (isServing) {
        return; // whoever serves goes on with this room; served from here, calls would nest
      }
      isServing = true;
    }
    for (var next = nextToServe(); next.isPresent(); next = nextToServe()) {
      next.get().complete(null);
    }
  }

  private synchronized Optional<CompletableFuture<Void>> nextToServe() {
    isServing = !waiting.isEmpty() && fits(waiting.peek().bytes(), 0);
    if (!isServing) {
      return Optional.empty();
    }
    taken += waiting.peek().bytes();
    return Optional.of(waiting.remove().served());
  }

  /**
   * Begins work when its memory is there, and gives that back when the work has ended.
   *
   * @param wanted how much the work takes, in bytes
   */
  public <T> CompletionStage<T> whenTaken(long wanted, Supplier<CompletionStage<T>> work) {
    return taken(wanted)
        .thenCompose(room -> work.get())
        .whenComplete((done, thrown) -> release(wanted));
  }

  private synchronized CompletableFuture<Void> taken(long wanted) {
    if (hasRoom(wanted, 0)) {
      taken += wanted;
      return CompletableFuture.completedFuture(null);
    }
    var served = new CompletableFuture<Void>();
    waiting.add(new WaitingWork(wanted, served));
    return served;
  }
}
