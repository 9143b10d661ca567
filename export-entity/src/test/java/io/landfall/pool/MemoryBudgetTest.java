package io.landfall.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget memory = new MemoryBudget(100);
  private final List<String> begun = new ArrayList<>();

  @Test
  void whatDoesNotFitWaitsInTurnAndNothingOvertakesIt() {
    CompletableFuture<String> first = begin("first", 60);
    CompletableFuture<String> large = begin("large", 90);
    CompletableFuture<String> small = begin("small", 10);
    assertThat(begun).containsExactly("first");
    assertThat(memory.hasRoom(1, 0)).as("room before those who wait").isFalse();

    first.complete("done");

    assertThat(begun).containsExactly("first", "large", "small");
    assertThat(memory.taken()).isEqualTo(100);
    large.complete("done");
    small.complete("done");
    assertThat(memory.taken()).isZero();
    assertThat(memory.hasRoom(100, 0)).isTrue();
    assertThat(memory.hasRoom(100, 1)).as("room beside what was promised").isFalse();
  }

  @Test
  void whatIsLargerThanAllRunsAlone() {
    CompletableFuture<String> huge = begin("huge", 1_000);
    begin("other", 1);
    assertThat(begun).containsExactly("huge");

    huge.complete("done");

    assertThat(begun).containsExactly("huge", "other");
  }

  @Test
  void workThatFailsOrCannotBeginGivesItsMemoryBack() {
    begin("fails", 60).completeExceptionally(new IllegalStateException("broken"));
    CompletionStage<String> thrown =
        memory.whenTaken(
            60,
            () -> {
              throw new CompletionException(new IllegalStateException("not begun"));
            });

    assertThat(thrown.toCompletableFuture()).isCompletedExceptionally();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void muchWorkThatEndsAtOnceEndsOneAfterTheOther() {
    CompletableFuture<String> first = begin("first", 100);
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      all.add(
          memory
              .whenTaken(100, () -> CompletableFuture.completedStage("done"))
              .toCompletableFuture());
    }

    first.complete("done");

    assertThat(memory.taken()).isZero();
    assertThat(all.stream().allMatch(CompletableFuture::isDone)).isTrue();
    assertThat(all.stream().anyMatch(CompletableFuture::isCompletedExceptionally)).isFalse();
  }

  @Test
  void whoOnlyWouldHelpTakesWhatIsThereAndNobodyWaitsFor() {
    long all = memory.bytes();
    assertThat(memory.tryTake(all + 1)).as("more than there is").isFalse();
    assertThat(memory.tryTake(all - 10)).isTrue();
    assertThat(memory.tryTake(20)).isFalse();
    assertThat(memory.tryTake(10)).isTrue();
    memory.release(10);
    memory.whenTaken(20, () -> CompletableFuture.completedStage("waits"));

    assertThat(memory.tryTake(5)).as("beside who waits").isFalse();
    assertThat(memory.taken()).isEqualTo(all - 10);
  }

  private CompletableFuture<String> begin(String name, long bytes) {
    var ended = new CompletableFuture<String>();
    var all =
        memory.whenTaken(
            bytes,
            () -> {
              begun.add(name);
              return ended;
            });
    assertThat(all.toCompletableFuture().isDone()).isFalse();
    return ended;
  }
}
