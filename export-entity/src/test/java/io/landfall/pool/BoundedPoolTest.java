package io.landfall.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedPoolTest {
  private final BoundedPool pool = new BoundedPool("tests", new PoolSettings(1, 1));
  private final CountDownLatch held = new CountDownLatch(1);

  @AfterEach
  void close() {
    held.countDown();
    pool.close();
  }

  @Test
  void aThreadIsNamedAfterItsPool() {
    assertThat(join(pool.supply(() -> Thread.currentThread().getName())))
        .isEqualTo("landfall-tests-1");
  }

  @Test
  void whatDoesNotFitIntoTheQueueIsRefusedAndNotRun() {
    hold();
    CompletionStage<String> waiting = pool.supply(() -> "waited");

    assertThatThrownBy(() -> pool.execute(() -> {}))
        .isInstanceOf(PoolFullException.class)
        .hasMessageContaining("tests: 1 at work, 1 waiting");
    assertThat(pool.supply(() -> "more").toCompletableFuture())
        .failsWithin(1, TimeUnit.SECONDS)
        .withThrowableThat()
        .satisfies(
            thrown -> assertThat(ExportFailure.of(thrown).code()).isEqualTo(ErrorCode.NODE_BUSY));

    held.countDown();
    assertThat(join(waiting)).isEqualTo("waited");
  }

  @Test
  void helpLeavesTheQueueToCallers() throws Exception {
    try (var other = new BoundedPool("helped", new PoolSettings(1, 4))) {
      var begun = new CountDownLatch(1);
      var end = new CountDownLatch(1);
      other.execute(
          () -> {
            begun.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      begun.await();
      Executor help = other.forHelp();
      help.execute(() -> {});
      assertThatThrownBy(() -> help.execute(() -> {})).isInstanceOf(PoolFullException.class);
      assertThat(other.load().refused()).isZero();

      CompletionStage<String> asked = other.supply(() -> "done");
      end.countDown();
      assertThat(join(asked)).isEqualTo("done");
    }
  }

  @Test
  void itCountsWhatItDoes() {
    hold();
    CompletionStage<String> waiting = pool.supply(() -> "waited");
    pool.supply(() -> "refused");
    assertThat(pool.load())
        .extracting(
            BoundedPool.PoolLoad::active,
            BoundedPool.PoolLoad::queued,
            BoundedPool.PoolLoad::started,
            BoundedPool.PoolLoad::refused)
        .containsExactly(1, 1, 1L, 1L);

    held.countDown();
    join(waiting);
    assertThat(pool.load().queued()).isZero();
    assertThat(pool.load().started()).isEqualTo(2);
    assertThat(pool.load().waitedNanos()).isPositive();
  }

  @Test
  void aClosedOneInterruptsItsWorkAndTakesNoMore() throws Exception {
    var interrupted = new CountDownLatch(1);
    hold(interrupted);

    pool.close();

    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> pool.execute(() -> {}))
        .isInstanceOf(PoolFullException.class)
        .hasMessageContaining("stopping");
  }

  @Test
  void theReferenceHasSizesForAllPoolsOfANode() {
    try (NodePools pools = NodePools.from(ConfigFactory.load())) {
      assertThat(pools.all()).hasSize(PoolName.values().length);
    }
    var none = ConfigFactory.parseString("landfall.pools.tokens.threads = 0");
    assertThatThrownBy(() -> NodePools.from(none.withFallback(ConfigFactory.load())))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("landfall.pools.tokens.threads");
  }

  private void hold() {
    hold(new CountDownLatch(1));
  }

  private void hold(CountDownLatch interrupted) {
    var running = new CountDownLatch(1);
    pool.execute(
        () -> {
          running.countDown();
          try {
            held.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    await(running);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    return future.orTimeout(5, TimeUnit.SECONDS).join();
  }
}
