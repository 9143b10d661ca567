package io.landfall.delivery;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The commits that this node is about to send or that are not answered yet: who cleans up after one
 * waits for what comes of it. Safe for any thread.
 */
public final class CommitsUnderway {
  private final Map<String, CompletableFuture<Void>> commits = new ConcurrentHashMap<>();

  /**
   * Does a commit, which blocks, by a name of its own: a delivery, a key. Who asks for leave within
   * does not begin unseen.
   */
  public <T> T run(String name, Supplier<T> commit) {
    var end = new CompletableFuture<Void>();
    commits.put(name, end);
    try {
      return commit.get();
    } finally {
      commits.remove(name, end);
      end.complete(null);
    }
  }

  /** Completes when no commit of that name is under way. */
  public CompletionStage<Void> end(String name) {
    return commits.getOrDefault(name, CompletableFuture.completedFuture(null));
  }
}
