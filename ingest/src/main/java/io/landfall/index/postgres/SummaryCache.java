package io.landfall.index.postgres;

import io.landfall.index.query.SceneCatalogue.CatalogueSummary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there was when it was last counted. Counting millions of scenes takes seconds: it is done
 * beside the callers, who wait for the first time alone, and while there is nothing yet.
 */
final class SummaryCache {
  private static final Logger LOG = LoggerFactory.getLogger(SummaryCache.class);
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  private final Supplier<CatalogueSummary> count;
  private CatalogueSummary cached;
  private long countedAtNanos;
  private CompletableFuture<CatalogueSummary> pendingCount;

  SummaryCache(Supplier<CatalogueSummary> count) {
    this.count = count;
  }

  CatalogueSummary get() {
    CompletableFuture<CatalogueSummary> awaited;
    synchronized (this) {
      boolean isUsable = cached != null && cached.sceneCount() > 0;
      boolean isExpired = System.nanoTime() - countedAtNanos > MAX_AGE.toNanos();
      awaited = pendingCount;
      if ((!isUsable || isExpired) && pendingCount == null) {
        awaited = CompletableFuture.supplyAsync(count);
        pendingCount = awaited;
        awaited.whenComplete(this::onCounted);
      }
      if (isUsable) {
        return cached;
      }
    }
    try {
      return awaited.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private synchronized void onCounted(CatalogueSummary summary, Throwable thrown) {
    pendingCount = null;
    countedAtNanos = System.nanoTime();
    if (thrown == null) {
      cached = summary;
    } else {
      LOG.warn("Cannot count the scenes of the index: {}", thrown.getMessage());
    }
  }
}
