package io.landfall.node.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Meters whose numbers are asked for with each scrape. A registry holds what such a meter asks
 * weakly: once that is collected, a counter stands still and a gauge is not a number, and no alert
 * on it ever fires. So all of them are made here, and this holds what they ask as long as it is
 * held itself. Safe for any thread.
 */
final class PolledMeters {
  private final MeterRegistry registry;
  private final Queue<Object> asked = new ConcurrentLinkedQueue<>();

  PolledMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Two numbers of one thing: how often, and for how many nanoseconds altogether. */
  private record Times(LongSupplier count, LongSupplier nanos) {}

  /** Shows a number that rises and falls. */
  void gauge(String name, Tags tags, String description, Supplier<Number> value) {
    Gauge.builder(name, held(value), supplier -> supplier.get().doubleValue())
        .tags(tags)
        .description(description)
        .register(registry);
  }

  /** The same without labels. */
  void gauge(String name, String description, Supplier<Number> value) {
    gauge(name, Tags.empty(), description, value);
  }

  /** Shows a number that only rises. */
  void counter(String name, Tags tags, String description, LongSupplier value) {
    FunctionCounter.builder(name, held(value), LongSupplier::getAsLong)
        .tags(tags)
        .description(description)
        .register(registry);
  }

  /** The same without labels. */
  void counter(String name, String description, LongSupplier value) {
    counter(name, Tags.empty(), description, value);
  }

  /**
   * Shows how often something was done, and how long that took.
   *
   * @param nanos of all times together
   */
  void timer(String name, Tags tags, String description, LongSupplier count, LongSupplier nanos) {
    FunctionTimer.builder(
            name,
            held(new Times(count, nanos)),
            times -> times.count().getAsLong(),
            times -> times.nanos().getAsLong(),
            TimeUnit.NANOSECONDS)
        .tags(tags)
        .description(description)
        .register(registry);
  }

  private <T> T held(T source) {
    asked.add(source);
    return source;
  }
}
