package io.landfall.export.crash;

import io.landfall.http.DelayScheduler;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that jumps to what is next. */
final class VirtualTime implements DelayScheduler {
  private record Timer(long atNanos, long number, Runnable work) {}

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos).thenComparing(Timer::number));
  private long nowNanos;
  private long count;

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public double random() {
    return 0.5;
  }

  @Override
  public void schedule(Duration wait, Runnable work) {
    timers.add(new Timer(nowNanos + wait.toNanos(), count++, work));
  }

  /** Runs what is due until {@code limit} from now. */
  void advance(Duration limit) {
    long end = nowNanos + limit.toNanos();
    while (!timers.isEmpty() && timers.peek().atNanos() <= end) {
      runNext();
    }
    nowNanos = end;
  }

  /** Runs the next timer; false: there is none. */
  boolean runNext() {
    Timer next = timers.poll();
    if (next == null) {
      return false;
    }
    nowNanos = next.atNanos();
    next.work().run();
    return true;
  }
}
