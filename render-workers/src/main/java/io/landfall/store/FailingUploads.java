package io.landfall.store;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Uploads to a store that fail for now, and are tried again: what exports wait for whose parts they
 * are. Safe for all threads.
 */
public final class FailingUploads {
  /** What passes sooner nobody needs to know. */
  private static final long TOLD_AFTER_NANOS = 5_000_000_000L;

  private final LongSupplier nanoTime;
  private final Map<Object, UploadFailure> failures = new ConcurrentHashMap<>();

  private record UploadFailure(long sinceNanos, String why) {}

  public FailingUploads(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Notes that an upload, which goes on, has failed once more. */
  public void noteFailure(Object upload, String why) {
    failures.merge(
        upload,
        new UploadFailure(nanoTime.getAsLong(), why),
        (first, last) -> new UploadFailure(first.sinceNanos(), last.why()));
  }

  /** Notes that an upload has ended, well or not. */
  public void noteEnd(Object upload) {
    failures.remove(upload);
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
        .map(UploadFailure::why);
  }

  private static boolean isTold(UploadFailure failure, long now) {
    return now - failure.sinceNanos() > TOLD_AFTER_NANOS;
  }
}
