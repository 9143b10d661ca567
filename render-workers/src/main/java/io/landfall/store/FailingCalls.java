package io.landfall.store;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Calls of a store that fail for now, and are tried again: what those who have made them wait for.
 * Safe for all threads.
 */
public final class FailingCalls {
  /** What passes sooner nobody needs to know. */
  private static final long TOLD_AFTER_NANOS = 5_000_000_000L;

  private final LongSupplier nanoTime;
  private final Map<Object, CallFailure> failures = new ConcurrentHashMap<>();

  private record CallFailure(long sinceNanos, String why) {}

  public FailingCalls(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Notes that a call, which goes on, has failed once more. */
  public void noteFailure(Object call, String why) {
    failures.merge(
        call,
        new CallFailure(nanoTime.getAsLong(), why),
        (first, last) -> new CallFailure(first.sinceNanos(), last.why()));
  }

  /** Notes that a call has ended, well or not. */
  public void noteEnd(Object call) {
    failures.remove(call);
  }

  /** Returns how many have failed for more than five seconds. */
  public long count() {
    long now = nanoTime.getAsLong();
    return failures.values().stream().filter(failure -> isTold(failure, now)).count();
  }

  /** Returns why the one that has failed for longest did so last; empty: {@link #count} is 0. */
  public Optional<String> longest() {
    long now = nanoTime.getAsLong();
    return failures.values().stream()
        .filter(failure -> isTold(failure, now))
        .max(Comparator.comparingLong(failure -> now - failure.sinceNanos()))
        .map(CallFailure::why);
  }

  private static boolean isTold(CallFailure failure, long now) {
    return now - failure.sinceNanos() > TOLD_AFTER_NANOS;
  }
}
