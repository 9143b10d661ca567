package io.landfall.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How long to wait between tries: at random, at most {@code firstDelay}, doubling, to {@code
 * maxDelay}, so that many who failed together do not come back together.
 *
 * @param budget after this much time no further try is made
 */
public record Backoff(Duration firstDelay, Duration maxDelay, Duration budget) {

  /**
   * Returns the wait before try {@code n} (1 is the first repetition).
   *
   * @param random from 0 to 1
   */
  Duration delay(int n, double random) {
    double doubled = firstDelay.toMillis() * Math.pow(2, Math.min(n - 1, 20));
    double capped = Math.min(doubled, maxDelay.toMillis());
    return Duration.ofMillis((long) (capped * random));
  }

  /**
   * Runs {@code work} until it succeeds, fails in a way that {@code again} denies, or the budget is
   * used up; then the result is that of the last try.
   */
  public <T> CompletionStage<T> retry(
      Supplier<CompletionStage<T>> work, Predicate<Throwable> again, DelayScheduler later) {
    var result = new CompletableFuture<T>();
    tryOnce(1, later.nanoTime(), work, again, later, result);
    return result;
  }

  private <T> void tryOnce(
      int n,
      long started,
      Supplier<CompletionStage<T>> work,
      Predicate<Throwable> again,
      DelayScheduler later,
      CompletableFuture<T> result) {
    startWork(work)
        .whenComplete(
            (value, thrown) -> {
              if (thrown == null) {
                result.complete(value);
                return;
              }
              Throwable cause = unwrap(thrown);
              Duration wait = delay(n, later.random());
              long after = later.nanoTime() - started + wait.toNanos();
              if (!again.test(cause) || after > budget.toNanos()) {
                result.completeExceptionally(cause);
                return;
              }
              later.schedule(wait, () -> tryOnce(n + 1, started, work, again, later, result));
            });
  }

  private static <T> CompletionStage<T> startWork(Supplier<CompletionStage<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  public static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
