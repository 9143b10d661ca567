package io.landfall.index.postgres;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.landfall.index.query.SceneCatalogue.CatalogueSummary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there was when it was last counted. Counting millions of scenes takes seconds: callers wait
 * for it only while there is no count yet; later ones are made in the background.
 */
final class SummaryCache {
  private static final Logger LOG = LoggerFactory.getLogger(SummaryCache.class);
  private static final Duration MAX_AGE = Duration.ofMinutes(1);
  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final String ALL_SCENES = "all";

  private final Supplier<CatalogueSummary> counter;
  private final Executor counting;
  private final AsyncLoadingCache<String, ScenesCount> counts;

  /** What counting gave: a summary, or else why there is none. */
  record ScenesCount(CatalogueSummary summary, RuntimeException failure) {
    CatalogueSummary orThrow() {
      if (failure != null) {
        throw failure;
      }
      return summary;
    }

    private boolean isUsable() {
      return failure == null && summary.sceneCount() > 0;
    }
  }

  /**
   * Counts when asked.
   *
   * @param counter asks the database, and waits for the answer
   * @param counting where it waits; there is at most one count at a time. It must not be where
   *     those wait who ask for a summary: the count would wait for them
   */
  SummaryCache(Supplier<CatalogueSummary> counter, Executor counting, Ticker ticker) {
    this.counter = counter;
    this.counting = counting;
    this.counts =
        Caffeine.newBuilder()
            .ticker(ticker)
            .expireAfter(
                Expiry.<String, ScenesCount>writing(
                    (key, count) -> count.isUsable() ? FOR_EVER : Duration.ZERO))
            .refreshAfterWrite(MAX_AGE)
            .buildAsync(
                new AsyncCacheLoader<>() {
                  @Override
                  public CompletableFuture<ScenesCount> asyncLoad(String key, Executor ignored) {
                    return count();
                  }

                  @Override
                  public CompletableFuture<ScenesCount> asyncReload(
                      String key, ScenesCount before, Executor ignored) {
                    return count() // when it fails, it is tried again after a minute
                        .thenApply(now -> now.failure() == null ? now : before);
                  }
                });
  }

  /** Returns the last count, or while there is none, the one that all callers wait for. */
  CompletableFuture<ScenesCount> get() {
    return counts.get(ALL_SCENES);
  }

  private CompletableFuture<ScenesCount> count() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new ScenesCount(counter.get(), null);
          } catch (RuntimeException e) {
            LOG.warn("Cannot count the scenes of the index: {}", e.getMessage());
            return new ScenesCount(null, e);
          }
        },
        counting);
  }
}
