package io.landfall.metering;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.http.DelayScheduler;
import io.landfall.metering.RateGrants.WantedBytes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * The rates of a node, which takes of each as many bytes as its readers want and come in a tenth of
 * a second, from the database that all nodes share.
 */
public final class NodeByteRates implements ByteRates {
  private static final int MOST_IN_BATCH = 500;
  private static final Duration PRUNE_INTERVAL = Duration.ofMinutes(10);

  private final Batches<WantedBytes, Duration> grants;
  private final DelayScheduler later;

  /** As long as anybody holds one it stays, so that no rate is there twice. */
  private final Cache<String, SharedByteRate> rates = Caffeine.newBuilder().weakValues().build();

  private NodeByteRates(RateGrants table, Executor pool, DelayScheduler later) {
    this.grants = new Batches<>(MOST_IN_BATCH, pool, table::grant);
    this.later = later;
  }

  /**
   * Starts them over a database that is migrated.
   *
   * @param pool where it is asked
   */
  public static NodeByteRates start(DataSource dataSource, Executor pool, DelayScheduler later) {
    var table = new RateGrants(dataSource);
    later.schedule(PRUNE_INTERVAL, new Pruning(table, pool, later));
    return new NodeByteRates(table, pool, later);
  }

  @Override
  public ByteRate rate(String name, long bytesPerSecond) {
    String unique = name + ":" + bytesPerSecond; // as a rate that was changed begins anew
    return rates.get(unique, key -> new SharedByteRate(key, bytesPerSecond, this::grant, later));
  }

  private CompletionStage<Duration> grant(String name, double seconds) {
    return grants.ask(new WantedBytes(name, seconds));
  }

  /** Forgets unused rates now and then. */
  private record Pruning(RateGrants table, Executor pool, DelayScheduler later)
      implements Runnable {
    @Override
    public void run() {
      try {
        pool.execute(table::prune);
      } finally {
        later.schedule(PRUNE_INTERVAL, this);
      }
    }
  }
}
