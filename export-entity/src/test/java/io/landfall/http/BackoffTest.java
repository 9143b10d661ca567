package io.landfall.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Backoff DOUBLING =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), MINUTE);
  private static final Backoff QUICK = new Backoff(Duration.ZERO, 2, Duration.ZERO, 3, MINUTE);

  @Test
  void theLimitGrowsUpToItsMaximumAndThePartIsDrawn() {
    assertThat(List.of(1, 2, 3, 4, 5, 6, 1_000))
        .extracting(n -> DOUBLING.delay(n, 1).toMillis())
        .containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L, 1_000L);
    assertThat(DOUBLING.delay(3, 0.25)).hasMillis(100);
    assertThat(DOUBLING.delay(3, 0)).isZero();
    var steep = new Backoff(Duration.ofMillis(500), 4, Duration.ofSeconds(15), 4, MINUTE);
    assertThat(List.of(1, 2, 3, 4))
        .extracting(n -> steep.delay(n, 1).toMillis())
        .containsExactly(500L, 2_000L, 8_000L, 15_000L);
  }

  @Test
  void aServerThatSaysWhenIsHeededForHalfAMinuteAtMost() {
    assertThat(nextDelay(new TransientException("busy", Duration.ofSeconds(7))))
        .contains(Duration.ofMillis(7_050));
    assertThat(nextDelay(new TransientException("busy", Duration.ofDays(1))))
        .contains(Duration.ofMillis(30_050));
    assertThat(nextDelay(new TransientException("busy", Duration.ofMillis(20))))
        .contains(Duration.ofMillis(50));
    assertThat(nextDelay(new IOException("busy"))).contains(Duration.ofMillis(50));
  }

  @Test
  void noTryBeginsAfterTheBudgetNorAfterTheLast() {
    var fault = new IOException("busy");
    assertThat(DOUBLING.nextDelay(1, MINUTE.minusMillis(100), fault, 1)).isPresent();
    assertThat(DOUBLING.nextDelay(1, MINUTE.minusMillis(99), fault, 1)).isEmpty();
    assertThat(QUICK.nextDelay(2, Duration.ZERO, fault, 1)).contains(Duration.ZERO);
    assertThat(QUICK.nextDelay(3, Duration.ZERO, fault, 1)).isEmpty();
  }

  private static Optional<Duration> nextDelay(IOException fault) {
    return DOUBLING.nextDelay(1, Duration.ZERO, fault, 0.5);
  }

  @Test
  void aCallIsRepeatedUntilItSucceeds() throws Exception {
    var tries = new AtomicInteger();
    String result =
        QUICK.call(
            () -> {
              if (tries.incrementAndGet() < 3) {
                throw new IOException("busy");
              }
              return "here";
            },
            e -> true);
    assertThat(result).isEqualTo("here");
    assertThat(tries).hasValue(3);
  }

  @Test
  void theLastFailureIsToldWithTheNumberOfTries() {
    var tries = new AtomicInteger();
    assertThatThrownBy(
            () ->
                QUICK.call(
                    () -> {
                      throw new IOException("busy " + tries.incrementAndGet());
                    },
                    e -> true))
        .isInstanceOfSatisfying(
            RetriesExhaustedException.class,
            exhausted -> {
              assertThat(exhausted.tries()).isEqualTo(3);
              assertThat(exhausted.last()).hasMessage("busy 3");
            })
        .hasMessage("busy 3, 3 times");
  }

  @Test
  void whatWillNotPassIsThrownAsItIs() {
    var tries = new AtomicInteger();
    var lasting = new IOException("never");
    assertThatThrownBy(
            () ->
                QUICK.call(
                    () -> {
                      tries.incrementAndGet();
                      throw lasting;
                    },
                    e -> false))
        .isSameAs(lasting);
    assertThat(tries).hasValue(1);
  }

  @Test
  void anInterruptEndsTheWait() {
    var patient = new Backoff(Duration.ofHours(1), Duration.ofHours(1), Duration.ofDays(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                patient.call(
                    () -> {
                      throw new IOException("busy");
                    },
                    e -> true))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void stagesAreRepeatedInVirtualTimeUntilTheBudgetIsUsedUp() {
    var time = new VirtualTime();
    var tries = new AtomicInteger();
    CompletableFuture<Object> result =
        DOUBLING
            .retry(
                () -> {
                  tries.incrementAndGet();
                  return CompletableFuture.failedFuture(
                      new CompletionException(new IOException("busy")));
                },
                e -> true,
                time)
            .toCompletableFuture();
    assertThatThrownBy(result::join).hasRootCauseMessage("busy");
    assertThat(time.waits.subList(0, 5))
        .extracting(Duration::toMillis)
        .containsExactly(50L, 100L, 200L, 400L, 500L);
    assertThat(Duration.ofNanos(time.now)).isLessThanOrEqualTo(MINUTE);
    assertThat(tries).hasValue(time.waits.size() + 1);
  }

  @Test
  void stagesThatFailForGoodOrThrowAreNotRepeated() {
    var time = new VirtualTime();
    CompletableFuture<Object> result =
        DOUBLING
            .retry(
                () -> {
                  throw new UncheckedIOException(new IOException("never"));
                },
                e -> !(e instanceof UncheckedIOException),
                time)
            .toCompletableFuture();
    assertThatThrownBy(result::join).hasRootCauseMessage("never");
    assertThat(time.waits).isEmpty();
  }

  /** Runs work at once, and lets the clock jump over the wait. Chance is always one half. */
  private static final class VirtualTime implements DelayScheduler {
    private final List<Duration> waits = new ArrayList<>();
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public double random() {
      return 0.5;
    }

    @Override
    public void schedule(Duration wait, Runnable work) {
      waits.add(wait);
      now += wait.toNanos();
      work.run();
    }
  }
}
