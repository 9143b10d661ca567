package io.landfall.tiles;

import io.landfall.export.CrashGuard;
import io.landfall.export.GuardedWork;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells the crash guard which layers are rendered, so that one that ends its node is shown alone
 * then, and not at all after some nodes. All tiles of a layer are one piece of guarded work, which
 * lasts a little longer than they do: the guard writes to the database, and tiles do not wait for
 * that each. Safe for any thread.
 */
final class LayerGuard {
  private static final long LASTS_LONGER_MILLIS = 1000;

  private final CrashGuard guard;
  private final Map<UUID, GuardedLayer> layers = new HashMap<>();

  /** A layer that the guard knows to be under way. */
  private static final class GuardedLayer {
    private final CompletableFuture<Void> admitted = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private int underWay;
  }

  LayerGuard(CrashGuard guard) {
    this.guard = guard;
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
    var begun = new GuardedLayer();
    GuardedLayer guarded;
    synchronized (this) {
      guarded = layers.computeIfAbsent(layer, any -> begun);
      guarded.underWay++;
    }
    if (guarded == begun) {
      guard
          .<Void>run(
              GuardedWork.map(layer),
              () -> {
                begun.admitted.complete(null);
                return begun.ended;
              })
          .whenComplete(
              (done, thrown) -> {
                if (thrown != null) {
                  remove(layer, begun);
                  begun.admitted.completeExceptionally(thrown);
                }
              });
    }
    return guarded;
  }

  private void leave(UUID layer, GuardedLayer guarded) {
    synchronized (this) {
      guarded.underWay--;
      if (guarded.underWay > 0) {
        return;
      }
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
