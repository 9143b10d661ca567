package io.landfall.tiles;

import io.landfall.export.CrashGuard;
import io.landfall.export.GuardedWork;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells the crash guard which layers are rendered, so that one that ends its node is shown alone
 * then, and not at all after some nodes. All tiles of a layer are one piece of guarded work, which
 * lasts a little longer than they do: the guard writes to the database, and tiles do not wait for
 * that each. Where tiles are asked for without a pause, it ends all the same from time to time, and
 * they ask again: else what the guard runs alone would never be alone. Safe for any thread.
 */
final class LayerGuard {
  private static final long LASTS_LONGER_MILLIS = 1000;

  /** With the time limit of a tile, no longer than the guard waits for others to end. */
  private static final long LASTS_AT_MOST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final CrashGuard guard;
  private final LongSupplier nanoTime;
  private final Map<UUID, GuardedLayer> layers = new HashMap<>();

  /** A layer that the guard knows to be under way. */
  private static final class GuardedLayer {
    private final CompletableFuture<Void> admitted = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>(); // the guard
    private OptionalLong admittedAt = OptionalLong.empty();
    private int underWay;
  }

  LayerGuard(CrashGuard guard) {
    this(guard, System::nanoTime);
  }

  LayerGuard(CrashGuard guard, LongSupplier nanoTime) {
    this.guard = guard;
    this.nanoTime = nanoTime;
  }

  /**
   * Does work on a layer when it may be rendered.
   *
   * @param layer the same for the same plan, on all nodes
   */
  <T> CompletionStage<T> run(UUID layer, Supplier<CompletionStage<T>> work) {
    GuardedLayer guarded = enter(layer);
    return guarded
        .admitted
        .thenCompose(any -> work.get())
        .whenComplete((done, thrown) -> leave(layer, guarded));
  }

  private GuardedLayer enter(UUID layer) {
    GuardedLayer before;
    GuardedLayer guarded;
    boolean isIdle;
    synchronized (this) {
      before = layers.get(layer);
      if (before != null && !hasLastedEnough(before)) {
        before.underWay++;
        return before;
      }
      guarded = new GuardedLayer();
      guarded.underWay++;
      layers.put(layer, guarded);
      isIdle = before != null && before.underWay == 0;
    }
    if (before == null) {
      begin(layer, guarded);
      return guarded;
    }
    before.left.whenComplete((done, thrown) -> begin(layer, guarded)); // one note for both
    if (isIdle) {
      before.ended.complete(null);
    }
    return guarded;
  }

  private boolean hasLastedEnough(GuardedLayer guarded) {
    return guarded.admittedAt.isPresent()
        && nanoTime.getAsLong() - guarded.admittedAt.getAsLong() > LASTS_AT_MOST_NANOS;
  }

  private void begin(UUID layer, GuardedLayer begun) {
    guard
        .<Void>run(
            GuardedWork.map(layer),
            () -> {
              noteAdmission(begun);
              begun.admitted.complete(null);
              return begun.ended;
            })
        .whenComplete(
            (done, thrown) -> {
              if (thrown != null) {
                remove(layer, begun);
                begun.admitted.completeExceptionally(thrown);
              }
              begun.left.complete(null);
            });
  }

  private synchronized void noteAdmission(GuardedLayer guarded) {
    guarded.admittedAt = OptionalLong.of(nanoTime.getAsLong());
  }

  private void leave(UUID layer, GuardedLayer guarded) {
    boolean isLast;
    synchronized (this) {
      guarded.underWay--;
      if (guarded.underWay > 0) {
        return;
      }
      isLast = layers.get(layer) != guarded; // others begin when it has ended
    }
    if (isLast) {
      guarded.ended.complete(null);
      return;
    }
    new CompletableFuture<Void>()
        .completeOnTimeout(null, LASTS_LONGER_MILLIS, TimeUnit.MILLISECONDS)
        .thenRun(() -> endIfIdle(layer, guarded));
  }

  private void endIfIdle(UUID layer, GuardedLayer guarded) {
    synchronized (this) {
      if (guarded.underWay > 0 || !layers.remove(layer, guarded)) {
        return;
      }
    }
    guarded.ended.complete(null);
  }

  private synchronized void remove(UUID layer, GuardedLayer guarded) {
    layers.remove(layer, guarded);
  }
}
