package io.landfall.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PolledMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PolledMeters meters = new PolledMeters(registry);
  private final AtomicLong value = new AtomicLong();

  @Test
  void whatIsAskedOutlivesACollectionOfGarbage() {
    meters.counter("landfall.counted", "a", value::get);
    meters.gauge("landfall.shown", "b", () -> value.get());
    meters.timer("landfall.timed", Tags.empty(), "c", value::get, () -> 3_000_000_000L);
    collectGarbage();
    value.set(7);

    assertThat(registry.scrape())
        .contains("landfall_counted_total 7.0")
        .contains("landfall_shown 7.0")
        .contains("landfall_timed_seconds_count 7")
        .contains("landfall_timed_seconds_sum 3.0");
  }

  @Test
  void labelsTellCountersOfOneNameApart() {
    meters.counter("landfall.ends", Tags.of("outcome", "well"), "ends", () -> 2);
    meters.counter("landfall.ends", Tags.of("outcome", "badly"), "ends", () -> 1);

    assertThat(registry.scrape())
        .contains("# HELP landfall_ends_total ends")
        .contains("landfall_ends_total{outcome=\"badly\"} 1.0")
        .contains("landfall_ends_total{outcome=\"well\"} 2.0");
  }

  /** Returns when an object that nobody holds is gone. */
  private static void collectGarbage() {
    var nobodys = new WeakReference<>(new Object());
    while (nobodys.get() != null) {
      System.gc();
    }
  }
}
