package io.landfall.index.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.index.postgres.SummaryCache.ScenesCount;
import io.landfall.index.query.SceneCatalogue.CatalogueSummary;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SummaryCacheTest {
  private long nanos;
  private int counts;
  private Supplier<CatalogueSummary> counter = () -> summary(100 + counts);

  /** Counts that were asked for and have not run. */
  private final Queue<Runnable> pending = new ArrayDeque<>();

  private final SummaryCache cache =
      new SummaryCache(
          () -> {
            counts++;
            return counter.get();
          },
          pending::add,
          () -> nanos);

  @Test
  void aCountIsReportedForAMinute() {
    assertThat(firstCount()).isEqualTo(101);
    pass(Duration.ofSeconds(59));
    assertThat(lastCount()).isEqualTo(101);
    assertThat(pending).isEmpty();
  }

  @Test
  void afterAMinuteTheOldCountIsReportedUntilTheNewOneIsThere() {
    firstCount();
    pass(Duration.ofSeconds(61));
    assertThat(lastCount()).isEqualTo(101);
    assertThat(lastCount()).isEqualTo(101);
    runOnePending();
    assertThat(lastCount()).isEqualTo(102);
    assertThat(pending).isEmpty();
  }

  @Test
  void anEmptyIndexIsCountedEachTime() {
    counter = () -> summary(0);
    assertThat(firstCount()).isZero();
    assertThat(firstCount()).isZero();
    counter = () -> summary(5);
    assertThat(firstCount()).isEqualTo(5);
    assertThat(lastCount()).isEqualTo(5);
    assertThat(counts).isEqualTo(3);
  }

  @Test
  void allWhoWaitForTheFirstCountShareIt() {
    failToCount();
    List<CompletableFuture<ScenesCount>> callers = Stream.generate(cache::get).limit(4).toList();
    assertThat(callers).noneMatch(CompletableFuture::isDone);
    runOnePending();
    assertThat(callers)
        .allSatisfy(
            caller ->
                assertThatThrownBy(() -> caller.getNow(null).orThrow()).hasMessage("no database"));
    assertThat(pending).isEmpty();

    counter = () -> summary(3);
    assertThat(firstCount()).isEqualTo(3);
  }

  @Test
  void aCountThatFailsLaterLeavesTheOldOneForAnotherMinute() {
    firstCount();
    failToCount();
    pass(Duration.ofSeconds(61));
    assertThat(lastCount()).isEqualTo(101);
    runOnePending();
    assertThat(lastCount()).isEqualTo(101);
    assertThat(pending).isEmpty();

    counter = () -> summary(9);
    pass(Duration.ofSeconds(61));
    assertThat(lastCount()).isEqualTo(101);
    runOnePending();
    assertThat(lastCount()).isEqualTo(9);
  }

  /** Returns the count that is made because there is none. */
  private long firstCount() {
    CompletableFuture<ScenesCount> count = cache.get();
    assertThat(count).isNotDone();
    runOnePending();
    return count.getNow(null).orThrow().sceneCount();
  }

  /** Returns the count that is there. */
  private long lastCount() {
    return cache.get().getNow(null).orThrow().sceneCount();
  }

  private void runOnePending() {
    assertThat(pending).hasSize(1);
    pending.remove().run();
  }

  private void failToCount() {
    counter =
        () -> {
          throw new IllegalStateException("no database");
        };
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private static CatalogueSummary summary(long scenes) {
    return new CatalogueSummary(scenes, null, null, null);
  }
}
