package io.landfall.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OvertakingExecutorTest {
  private static final Duration DELAY = Duration.ofMillis(500);

  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final List<Runnable> given = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final LookingThread spare = new LookingThread();
  private OvertakingExecutor executor;

  /** The spare thread, which looks when a test says so. */
  private static final class LookingThread extends ScheduledThreadPoolExecutor {
    private Runnable look;

    LookingThread() {
      super(1, task -> new Thread(task, "spare"));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable command, long initialDelay, long delay, TimeUnit unit) {
      look = command;
      return null;
    }

    /** Looks, once all is done that it was given before. */
    void look() throws Exception {
      submit(look).get(30, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void whatTheUsualThreadsBeginRunsThereAndOnce() throws Exception {
    start(Runnable::run);
    executor.execute(note("a"));
    executor.execute(note("b"));
    pass(DELAY.multipliedBy(3));
    spare.look();
    assertThat(ran)
        .containsExactly(
            "a on " + Thread.currentThread().getName(), "b on " + Thread.currentThread().getName());
  }

  @Test
  void whatTheyDoNotBeginRunsOnTheSpareThreadInItsOrderAndOnce() throws Exception {
    start(given::add);
    executor.execute(note("a"));
    executor.execute(
        () -> {
          throw new IllegalStateException("as a broken task does");
        });
    pass(DELAY.minusNanos(1));
    executor.execute(note("b"));
    spare.look();
    assertThat(ran).as("not in time yet").isEmpty();
    pass(Duration.ofNanos(1));
    spare.look();
    assertThat(ran).containsExactly("a on spare", "b on spare");

    executor.execute(note("c")); // at once, as long as the usual threads stand still
    spare.submit(() -> {}).get(30, TimeUnit.SECONDS);
    assertThat(ran).endsWith("c on spare").hasSize(3);

    given.forEach(Runnable::run); // they are free again
    assertThat(ran).hasSize(3);
    executor.execute(note("d"));
    spare.look();
    assertThat(ran).as("they have their time again").hasSize(3);
    pass(DELAY);
    spare.look();
    assertThat(ran).endsWith("d on spare").hasSize(4);
  }

  @Test
  void whatTheyRefuseIsNotRun() throws Exception {
    start(
        task -> {
          throw new RejectedExecutionException("it has ended");
        });
    assertThatThrownBy(() -> executor.execute(note("a")))
        .isInstanceOf(RejectedExecutionException.class);
    pass(DELAY.multipliedBy(3));
    spare.look();
    assertThat(ran).isEmpty();
  }

  private void start(Executor usual) {
    executor = new OvertakingExecutor(usual, DELAY, spare, nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private Runnable note(String name) {
    return () -> ran.add(name + " on " + Thread.currentThread().getName());
  }
}
