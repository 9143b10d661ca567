package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who renders what at once within the memory of maps. */
class TileMemoryTest {
  private static final long ALL = 100L << 20;
  private static final long MORE_THAN_HALF = 60L << 20;

  private final TileMemory memory = new TileMemory(ALL);

  @Test
  void usualTilesPass() {
    var ran = new AtomicBoolean();
    memory.whileTaken(
        () -> TileMemory.UNCOUNTED_BYTES,
        () -> {},
        () -> {
          assertThat(memory.taken()).isZero();
          ran.set(true);
        });
    assertThat(ran).isTrue();
  }

  @Test
  void whatNeverFitsIsRefusedInWords() {
    ExportFailure failure =
        catchThrowableOfType(
            ExportFailure.class, () -> memory.whileTaken(() -> ALL + 1, () -> {}, () -> {}));
    assertThat(failure.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
    assertThat(failure)
        .hasMessageContaining("100 MiB")
        .hasMessageContaining("landfall.tiles.memory")
        .hasMessageContaining("Come nearer");
  }

  @Test
  void whatDoesNotFitBesideOthersWaitsForThem() {
    var hold = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var most = new AtomicInteger();
    var running = new AtomicInteger();
    Runnable work =
        () -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          begun.countDown();
          await(hold);
          running.decrementAndGet();
        };
    var first = CompletableFuture.runAsync(() -> take(work));
    await(begun);
    var second = CompletableFuture.runAsync(() -> take(work));
    hold.countDown();
    first.join();
    second.join();
    assertThat(most).hasValue(1);
    assertThat(memory.taken()).isZero();
  }

  @Test
  void whoLeavesWhileWaitingKeepsNothing() {
    memory.whileTaken(
        () -> MORE_THAN_HALF,
        () -> {},
        () -> {
          ExportFailure failure =
              catchThrowableOfType(
                  ExportFailure.class,
                  () ->
                      memory.whileTaken(
                          () -> MORE_THAN_HALF,
                          () -> {
                            throw new ExportFailure(ErrorCode.CANCELED, "gone");
                          },
                          () -> {}));
          assertThat(failure).hasMessage("gone");
        });
    assertThat(memory.taken()).isZero();
    take(() -> assertThat(memory.taken()).isEqualTo(MORE_THAN_HALF));
  }

  private void take(Runnable work) {
    memory.whileTaken(() -> MORE_THAN_HALF, () -> {}, work);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
