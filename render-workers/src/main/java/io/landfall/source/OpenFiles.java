package io.landfall.source;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Open things by name, those used last. Several who want the same at once get one; who waits for
 * one name holds up no other.
 */
public final class OpenFiles<T> {
  private final int maxOpen;
  private final Map<String, CompletableFuture<T>> open = new LinkedHashMap<>(64, 0.75f, true);

  /** Keeps at most {@code most}; beyond, the one used longest ago is let go, not closed. */
  public OpenFiles(int most) {
    this.maxOpen = most;
  }

  /**
   * Returns what is open under {@code name}, else opens it.
   *
   * @param good whether what is open may still be used
   * @throws RuntimeException whatever opening throws, to all who waited for it
   */
  public T get(String name, Predicate<T> good, Supplier<T> opener) {
    var mine = new CompletableFuture<T>();
    CompletableFuture<T> there;
    synchronized (open) {
      there = open.get(name);
      if (there == null || (isOpen(there) && !good.test(there.join()))) {
        there = null;
        open.put(name, mine);
        evict();
      }
    }
    return there == null ? open(name, mine, opener) : join(there);
  }

  /** Forgets all, and returns those that are open. */
  public Iterable<T> clear() {
    synchronized (open) {
      var all = open.values().stream().filter(OpenFiles::isOpen).map(f -> f.join()).toList();
      open.clear();
      return all;
    }
  }

  private T open(String name, CompletableFuture<T> mine, Supplier<T> opener) {
    try {
      T opened = opener.get();
      mine.complete(opened);
      return opened;
    } catch (RuntimeException | Error e) {
      synchronized (open) {
        open.remove(name, mine);
      }
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static boolean isOpen(CompletableFuture<?> future) {
    return future.isDone() && !future.isCompletedExceptionally();
  }

  private static <T> T join(CompletableFuture<T> there) {
    try {
      return there.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void evict() {
    Iterator<CompletableFuture<T>> eldest = open.values().iterator();
    while (open.size() > maxOpen && eldest.hasNext()) {
      eldest.next();
      eldest.remove();
    }
  }
}
