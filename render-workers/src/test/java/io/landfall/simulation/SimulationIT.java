package io.landfall.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many simulated schedules, from {@code -Dchaos.seed} on, {@code -Dchaos.simulated} of them, on all
 * processors. What fails is shortened and kept.
 */
@Tag("chaos")
class SimulationIT {
  private static final int REPORT_EVERY = 10_000;
  private static final int MAX_KEPT = 20;

  private final long first = Long.getLong("chaos.seed", 1);
  private final int count = Integer.getInteger("chaos.simulated", 100_000);
  private final AtomicLong next = new AtomicLong(first);
  private final AtomicInteger passed = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  @Test
  void schedulesKeepTheInvariants() throws InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService threads = Executors.newFixedThreadPool(processors);
    long started = System.nanoTime();
    for (int i = 0; i < processors; i++) {
      threads.execute(() -> runAll(started));
    }
    threads.shutdown();
    threads.awaitTermination(1, TimeUnit.DAYS);
    System.out.printf(
        "simulated schedules from seed %d in %d s: %d passed, %d failed%n",
        first,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started),
        passed.get(),
        failed.get());
    assertThat(failed.get()).isZero();
    assertThat(passed.get()).isEqualTo(count);
  }

  private void runAll(long started) {
    for (long seed = next.getAndIncrement(); seed < first + count; seed = next.getAndIncrement()) {
      SimSchedule schedule = SimSchedule.of(seed);
      if (SimRun.of(schedule).isGood()) {
        passed.incrementAndGet();
      } else if (failed.incrementAndGet() <= MAX_KEPT) {
        System.out.println(SimRegressions.keep(schedule));
      }
      int done = passed.get() + failed.get();
      if (done % REPORT_EVERY == 0) {
        System.out.printf(
            "simulated %d of %d schedules, %d failed, %.1f s%n",
            done, count, failed.get(), (System.nanoTime() - started) / 1e9);
      }
    }
  }
}
