package io.landfall.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Calls something off when its time is up, unless it is canceled before. */
final class Deadline {
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Runnable onExpiry;
  private volatile long startNanos;
  private volatile Duration timeout;
  private volatile Future<?> alarm;

  /**
   * Makes one that does not run yet.
   *
   * @param onExpiry must not block: one thread watches all
   */
  Deadline(Duration timeout, Runnable onExpiry) {
    this.timeout = timeout;
    this.onExpiry = onExpiry;
  }

  Deadline start() {
    startNanos = System.nanoTime();
    schedule(timeout.toNanos());
    return this;
  }

  void extend(Duration more) {
    timeout = timeout.plus(more);
  }

  void cancel() {
    alarm.cancel(false);
  }

  private void schedule(long nanos) {
    alarm = TIMER.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
  }

  private void check() {
    long remainingNanos = timeout.toNanos() - (System.nanoTime() - startNanos);
    if (remainingNanos > 0) {
      schedule(remainingNanos);
    } else {
      onExpiry.run();
    }
  }

  private static ScheduledThreadPoolExecutor timer() {
    var timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              var thread = new Thread(work, "http-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true); // what is done must not be held until its time is up
    return timer;
  }
}
