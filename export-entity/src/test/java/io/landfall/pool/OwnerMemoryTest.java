package io.landfall.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OwnerMemoryTest {
  private final OwnerMemory memory = new OwnerMemory(100);

  @Test
  void t27_anOwnerWhoseWorkDoesNotEndHasHalfAndOthersBegin() {
    var first = new CompletableFuture<String>();
    CompletionStage<String> begun = memory.whenTaken("ann", 50, () -> first);
    CompletionStage<String> waiting = memory.whenTaken("ann", 50, () -> done("ann's second"));
    assertThat(memory.whenTaken("bob", 50, () -> done("bob's"))).isCompletedWithValue("bob's");
    assertThat(waiting.toCompletableFuture()).isNotDone();

    first.complete("ann's first");
    assertThat(begun).isCompletedWithValue("ann's first");
    assertThat(waiting).isCompletedWithValue("ann's second");
  }

  @Test
  void whatFailsGivesItsMemoryBackAndWhatIsLargerThanAllRunsAlone() {
    assertThat(memory.whenTaken("ann", 500, () -> CompletableFuture.<String>failedStage(broken())))
        .isCompletedExceptionally();
    assertThat(memory.whenTaken("ann", 500, OwnerMemoryTest::fail)).isCompletedExceptionally();
    assertThat(memory.whenTaken("ann", 500, () -> done("large"))).isCompletedWithValue("large");
  }

  private static CompletionStage<String> done(String what) {
    return CompletableFuture.completedStage(what);
  }

  private static CompletionStage<String> fail() {
    throw broken();
  }

  private static IllegalStateException broken() {
    return new IllegalStateException("broken");
  }
}
