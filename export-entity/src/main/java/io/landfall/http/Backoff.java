package io.landfall.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How often to try, and how long to wait between tries: drawn from zero to a limit that grows (full
 * jitter), so that many who failed together do not come back together.
 *
 * @param firstDelay limit of the wait before the second try
 * @param growth by which the limit grows with each further try
 * @param maxDelay the largest limit
 * @param maxTries the first included
 * @param budget after this much time no further try begins
 */
public record Backoff(
    Duration firstDelay, int growth, Duration maxDelay, int maxTries, Duration budget) {
  /** No limit in time. */
  public static final Duration FOREVER = Duration.ofDays(36_500);

  private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(30);
  private static final int MAX_EXPONENT = 20;

  /** Doubles the limit, and tries as often as the budget allows. */
  public Backoff(Duration firstDelay, Duration maxDelay, Duration budget) {
    this(firstDelay, 2, maxDelay, Integer.MAX_VALUE, budget);
  }

  /** Waits for nothing but a server that says so, and sets no limit in time. */
  public static Backoff immediate(int maxTries) {
    return new Backoff(Duration.ZERO, 1, Duration.ZERO, maxTries, FOREVER);
  }

  /** One try. */
  @FunctionalInterface
  public interface BlockingTry<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * Returns the wait after try {@code n}, 1 being the first.
   *
   * @param random the part of the limit, from 0 to 1
   */
  public Duration delay(int n, double random) {
    double grown = firstDelay.toMillis() * Math.pow(growth, Math.min(n - 1, MAX_EXPONENT));
    double capped = Math.min(grown, maxDelay.toMillis());
    return Duration.ofMillis((long) (capped * random));
  }

  /**
   * Returns how long to wait before another try, or empty when there is none. A server that says
   * when to come again is heeded, up to 30 s.
   *
   * @param tries made so far
   * @param elapsed since the first began
   * @param failure of the last
   * @param random from 0 to 1
   */
  public Optional<Duration> nextDelay(
      int tries, Duration elapsed, Throwable failure, double random) {
    Duration wait = delay(tries, random);
    if (failure instanceof TransientException told && told.retryAfter().compareTo(wait) > 0) {
      Duration asked = told.retryAfter();
      wait = wait.plus(asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked);
    }
    return tries >= maxTries || elapsed.plus(wait).compareTo(budget) > 0
        ? Optional.empty()
        : Optional.of(wait);
  }

  /**
   * Runs {@code work} in this thread until it succeeds.
   *
   * @param again whether a failure may pass; another one is thrown as it is
   * @throws RetriesExhaustedException when the tries or the budget are used up
   */
  public <T> T call(BlockingTry<T> work, Predicate<IOException> again)
      throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    for (int tries = 1; ; tries++) {
      try {
        return work.run();
      } catch (IOException e) {
        if (!again.test(e)) {
          throw e;
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        Optional<Duration> wait =
            nextDelay(tries, elapsed, e, ThreadLocalRandom.current().nextDouble());
        if (wait.isEmpty()) {
          throw new RetriesExhaustedException(e, tries);
        }
        Thread.sleep(wait.get().toMillis());
      }
    }
  }

  /**
   * Runs {@code work} until it succeeds, fails in a way that {@code again} denies, or the tries or
   * the budget are used up; then the result is that of the last try.
   */
  public <T> CompletionStage<T> retry(
      Supplier<CompletionStage<T>> work, Predicate<Throwable> again, DelayScheduler later) {
    var result = new CompletableFuture<T>();
    tryOnce(1, later.nanoTime(), work, again, later, result);
    return result;
  }

  private <T> void tryOnce(
      int n,
      long startNanos,
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
              double random = later.random();
              Duration elapsed = Duration.ofNanos(later.nanoTime() - startNanos);
              Optional<Duration> wait = nextDelay(n, elapsed, cause, random);
              if (wait.isEmpty() || !again.test(cause)) {
                result.completeExceptionally(cause);
                return;
              }
              later.schedule(
                  wait.get(), () -> tryOnce(n + 1, startNanos, work, again, later, result));
            });
  }

  private static <T> CompletionStage<T> startWork(Supplier<CompletionStage<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** Returns the failure that stages have wrapped. */
  public static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
