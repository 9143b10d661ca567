package io.landfall.pool;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Places for work of one kind, shared by owners: one has half of them at most, however much he asks
 * for. What waits is begun in turn, the owner with the fewest jobs at work first, and is never
 * refused. Of one owner, the work comes first that came first. Safe for any thread.
 */
public final class OwnerShares {
  private static final class OwnerJobs {
    private final Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private int atWork;
    private long lastTurn;
  }

  private static final Comparator<OwnerJobs> BY_TURN =
      Comparator.<OwnerJobs>comparingInt(jobs -> jobs.atWork)
          .thenComparingLong(jobs -> jobs.lastTurn);

  private final int places;
  private final boolean isRoomLeft;
  private final Map<String, OwnerJobs> owners = new HashMap<>();
  private int atWork;
  private long turns;
  private boolean isBeginning;

  /** Shares as many places as a pool has threads. */
  public OwnerShares(int places) {
    this(places, false);
  }

  private OwnerShares(int places, boolean isRoomLeft) {
    this.places = places;
    this.isRoomLeft = isRoomLeft;
  }

  /**
   * Shares places likewise, but so that an owner has at most half of what the others leave: who
   * comes next finds a place at once, however long the work of the others takes, unless as many
   * owners as there are places have work.
   */
  public static OwnerShares leavingRoom(int places) {
    return new OwnerShares(places, true);
  }

  /** Begins work when its turn has come; its place is free again when the work has ended. */
  public <T> CompletionStage<T> supply(String owner, Supplier<CompletionStage<T>> work) {
    var turn = new CompletableFuture<Void>();
    synchronized (this) {
      owners.computeIfAbsent(owner, name -> new OwnerJobs()).waiting.add(turn);
    }
    beginNext();
    return turn.thenCompose(begun -> work.get())
        .whenComplete(
            (done, thrown) -> {
              end(owner);
              beginNext();
            });
  }

  /** Returns how much work of an owner has not begun. */
  public synchronized int waiting(String owner) {
    OwnerJobs jobs = owners.get(owner);
    return jobs == null ? 0 : jobs.waiting.size();
  }

  private void beginNext() {
    synchronized (this) {
      if (isBeginning) {
        return; // whoever begins goes on with what is next; begun from here, calls would nest
      }
      isBeginning = true;
    }
    for (var next = next(); next.isPresent(); next = next()) {
      next.get().complete(null);
    }
  }

  private synchronized Optional<CompletableFuture<Void>> next() {
    Optional<CompletableFuture<Void>> next =
        owners.values().stream()
            .filter(jobs -> !jobs.waiting.isEmpty() && atWork < places)
            .filter(jobs -> jobs.atWork < placesOf(jobs))
            .min(BY_TURN)
            .map(this::begin);
    isBeginning = next.isPresent();
    return next;
  }

  private int placesOf(OwnerJobs jobs) {
    int ofOthers = isRoomLeft ? atWork - jobs.atWork : 0;
    return Math.max(1, (places - ofOthers) / 2);
  }

  private CompletableFuture<Void> begin(OwnerJobs jobs) {
    atWork++;
    jobs.atWork++;
    jobs.lastTurn = ++turns;
    return jobs.waiting.remove();
  }

  private synchronized void end(String owner) {
    OwnerJobs jobs = owners.get(owner);
    atWork--;
    jobs.atWork--;
    if (jobs.atWork == 0 && jobs.waiting.isEmpty()) {
      owners.remove(owner);
    }
  }
}
