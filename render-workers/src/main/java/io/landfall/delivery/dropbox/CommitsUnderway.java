package io.landfall.delivery.dropbox;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The commits that were sent from this node and not answered yet: who cleans up after one waits for
 * what comes of it. Safe for any thread.
 */
final class CommitsUnderway {
  private final Map<String, CompletableFuture<Void>> commits = new ConcurrentHashMap<>();

  /** Commits an upload session. */
  <T> T run(String session, Supplier<T> commit) {
    var end = new CompletableFuture<Void>();
    commits.put(session, end);
    try {
      return commit.get();
    } finally {
      commits.remove(session, end);
      end.complete(null);
    }
  }

  /** Completes when no commit of a session is under way. */
  CompletionStage<Void> end(String session) {
    return commits.getOrDefault(session, CompletableFuture.completedFuture(null));
  }
}
