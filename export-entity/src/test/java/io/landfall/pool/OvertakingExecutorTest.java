package io.landfall.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OvertakingExecutorTest {
  private static final Duration DELAY = Duration.ofMillis(80);

  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final List<Runnable> given = new ArrayList<>();
  private OvertakingExecutor executor;

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void whatTheUsualThreadsBeginRunsThereAndOnce() {
    start(Runnable::run);
    executor.execute(note("a"));
    executor.execute(note("b"));
    assertThat(ran)
        .containsExactly(
            "a on " + Thread.currentThread().getName(), "b on " + Thread.currentThread().getName());
    await().during(DELAY.multipliedBy(3)).until(() -> ran.size() == 2);
  }

  @Test
  void whatTheyDoNotBeginRunsOnTheSpareThreadInItsOrderAndOnce() {
    start(given::add);
    executor.execute(note("a"));
    executor.execute(
        () -> {
          throw new IllegalStateException("as a broken task does");
        });
    executor.execute(note("b"));
    await().until(() -> ran.size() == 2);
    assertThat(ran).containsExactly("a on spare", "b on spare");

    given.forEach(Runnable::run); // the usual threads are free again
    assertThat(ran).hasSize(2);
    executor.execute(note("c"));
    await().until(() -> ran.contains("c on spare"));
  }

  @Test
  void whatTheyRefuseIsNotRun() {
    start(
        task -> {
          throw new RejectedExecutionException("it has ended");
        });
    assertThatThrownBy(() -> executor.execute(note("a")))
        .isInstanceOf(RejectedExecutionException.class);
    await().during(DELAY.multipliedBy(3)).until(ran::isEmpty);
  }

  private void start(Executor usual) {
    executor = new OvertakingExecutor(usual, DELAY, task -> new Thread(task, "spare"));
  }

  private Runnable note(String name) {
    return () -> ran.add(name + " on " + Thread.currentThread().getName());
  }
}
