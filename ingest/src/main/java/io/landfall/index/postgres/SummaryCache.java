package io.landfall.index.postgres;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.landfall.index.query.SceneCatalogue.CatalogueSummary;
import java.time.Duration;
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
  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final String ALL_SCENES = "all";

  private final AsyncLoadingCache<String, ScenesCount> counts;

  /** What counting gave: a summary, or else why there is none. */
  private record ScenesCount(CatalogueSummary summary, RuntimeException failure) {
    boolean isUsable() {
      return failure == null && summary.sceneCount() > 0;
    }
  }

  SummaryCache(Supplier<CatalogueSummary> counter) {
    this(counter, Ticker.systemTicker());
  }

  SummaryCache(Supplier<CatalogueSummary> counter, Ticker ticker) {
    this.counts =
        Caffeine.newBuilder()
            .ticker(ticker)
            .expireAfter(
                Expiry.<String, ScenesCount>writing(
                    (key, count) -> count.isUsable() ? FOR_EVER : Duration.ZERO))
            .refreshAfterWrite(MAX_AGE)
            .buildAsync(
                new CacheLoader<>() {
                  @Override
                  public ScenesCount load(String key) {
                    return count(counter);
                  }

                  @Override
                  public ScenesCount reload(String key, ScenesCount before) {
                    ScenesCount now = count(counter);
                    return now.failure() == null ? now : before; // tried again after a minute
                  }
                });
  }

  CatalogueSummary get() {
    ScenesCount count = counts.get(ALL_SCENES).join();
    if (count.failure() != null) {
      throw count.failure();
    }
    return count.summary();
  }

  private static ScenesCount count(Supplier<CatalogueSummary> counter) {
    try {
      return new ScenesCount(counter.get(), null);
    } catch (RuntimeException e) {
      LOG.warn("Cannot count the scenes of the index: {}", e.getMessage());
      return new ScenesCount(null, e);
    }
  }
}
