package io.landfall.render;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How long to wait between tries: at random, at most {@code first}, doubling, to {@code longest},
 * so that many who failed together do not come back together.
 *
 * @param budget after this much time no further try is made
 */
record Backoff(Duration first, Duration longest, Duration budget) {

  /**
   * Returns the wait before try {@code n} (1 is the first repetition).
   *
   * @param random from 0 to 1
   */
  Duration before(int n, double random) {
    double doubled = first.toMillis() * Math.pow(2, Math.min(n - 1, 20));
    double capped = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis((long) (capped * random));
  }

  /**
   * Runs {@code work} until it succeeds, fails in a way that {@code again} denies, or the budget is
   * used up; then the result is that of the last try.
   */
  <T> CompletionStage<T> retry(
      Supplier<CompletionStage<T>> work, Predicate<Throwable> again, Later later) {
    var result = new CompletableFuture<T>();
    attempt(1, later.nanoTime(), work, again, later, result);
    return result;
  }

  private <T> void attempt(
      int n,
      long started,
      Supplier<CompletionStage<T>> work,
      Predicate<Throwable> again,
      Later later,
      CompletableFuture<T> result) {
    begin(work)
        .whenComplete(
            (value, thrown) -> {
              if (thrown == null) {
                result.complete(value);
                return;
              }
              Throwable cause = unwrap(thrown);
              Duration wait = before(n, later.random());
              long after = later.nanoTime() - started + wait.toNanos();
              if (!again.test(cause) || after > budget.toNanos()) {
                result.completeExceptionally(cause);
                return;
              }
              later.run(wait, () -> attempt(n + 1, started, work, again, later, result));
            });
  }

  private static <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
