package io.landfall.index.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.index.query.SceneCatalogue.CatalogueSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SummaryCacheTest {
  private final AtomicInteger counts = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private volatile Supplier<CatalogueSummary> counter = () -> summary(100 + counts.get());
  private final SummaryCache cache =
      new SummaryCache(
          () -> {
            counts.incrementAndGet();
            return counter.get();
          },
          nanos::get);

  @Test
  void whatWasCountedIsToldForAMinute() {
    assertThat(cache.get().sceneCount()).isEqualTo(101);
    pass(Duration.ofSeconds(59));
    assertThat(cache.get().sceneCount()).isEqualTo(101);
    assertThat(counts).hasValue(1);
  }

  @Test
  void afterAMinuteTheOldAnswerIsGivenUntilTheNewOneIsThere() throws Exception {
    cache.get();
    var release = new CountDownLatch(1);
    counter =
        () -> {
          await(release);
          return summary(7);
        };
    pass(Duration.ofSeconds(61));
    assertThat(cache.get().sceneCount()).isEqualTo(101);
    assertThat(cache.get().sceneCount()).isEqualTo(101);
    release.countDown();
    waitFor(() -> cache.get().sceneCount() == 7);
    assertThat(counts).hasValue(2);
  }

  @Test
  void nothingYetIsCountedEachTime() {
    counter = () -> summary(0);
    assertThat(cache.get().sceneCount()).isZero();
    assertThat(cache.get().sceneCount()).isZero();
    counter = () -> summary(5);
    assertThat(cache.get().sceneCount()).isEqualTo(5);
    assertThat(counts).hasValue(3);
  }

  @Test
  void allWhoWaitForTheFirstCountShareIt() throws Exception {
    var release = new CountDownLatch(1);
    counter =
        () -> {
          await(release);
          throw new IllegalStateException("no database");
        };
    List<CompletableFuture<CatalogueSummary>> callers = new ArrayList<>();
    var asking = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      var caller = new CompletableFuture<CatalogueSummary>();
      callers.add(caller);
      new Thread(
              () -> {
                asking.countDown();
                try {
                  caller.complete(cache.get());
                } catch (RuntimeException e) {
                  caller.completeExceptionally(e);
                }
              })
          .start();
    }
    assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();
    Thread.sleep(100); // until they wait: none can say so
    release.countDown();
    assertThat(callers)
        .allSatisfy(
            caller ->
                assertThatThrownBy(() -> caller.get(10, TimeUnit.SECONDS))
                    .hasRootCauseMessage("no database"));
    assertThat(counts).hasValue(1);

    counter = () -> summary(3);
    assertThat(cache.get().sceneCount()).isEqualTo(3);
  }

  @Test
  void aCountThatFailsLaterLeavesTheOldAnswerForAnotherMinute() throws Exception {
    cache.get();
    counter =
        () -> {
          throw new IllegalStateException("no database");
        };
    pass(Duration.ofSeconds(61));
    assertThat(cache.get().sceneCount()).isEqualTo(101);
    waitFor(() -> counts.get() == 2);
    Thread.sleep(50); // until the answer has been put back
    assertThat(cache.get().sceneCount()).isEqualTo(101);
    assertThat(counts).hasValue(2);
    counter = () -> summary(9);
    pass(Duration.ofSeconds(61));
    waitFor(() -> cache.get().sceneCount() == 9);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static CatalogueSummary summary(long scenes) {
    return new CatalogueSummary(scenes, null, null, null);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void waitFor(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.sleep(5);
    }
  }
}
