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
    CompletableFuture<Void> end = begin(name);
    try {
      return commit.get();
    } finally {
      end(name, end);
    }
  }

  /** Does a commit in several steps, from the question whether it may on, by a name of its own. */
  public <T> CompletionStage<T> runSteps(String name, Supplier<CompletionStage<T>> commit) {
    CompletableFuture<Void> end = begin(name);
    return CompletableFuture.completedStage(end)
        .thenCompose(begun -> commit.get())
        .whenComplete((done, thrown) -> end(name, end));
  }

  private CompletableFuture<Void> begin(String name) {
    var end = new CompletableFuture<Void>();
    commits.merge(name, end, CompletableFuture::allOf);
    return end;
  }

  private void end(String name, CompletableFuture<Void> end) {
    end.complete(null);
    commits.computeIfPresent(name, (same, all) -> all.isDone() ? null : all);
  }

  /** Completes when those commits of that name have ended that are under way now. */
  public CompletionStage<Void> end(String name) {
    return commits.getOrDefault(name, CompletableFuture.completedFuture(null));
  }
}
