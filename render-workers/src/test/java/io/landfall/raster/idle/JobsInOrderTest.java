package io.landfall.raster.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class JobsInOrderTest {
  @Test
  void whereNobodyIsIdleEachJobIsTheCallers() {
    var jobs = new JobsInOrder<>(3, i -> "other " + i, IdleThreads.NONE);

    assertThat(jobs.resultOrNull(0)).isNull();
    assertThat(jobs.resultOrNull(1)).isNull();
    assertThat(jobs.resultOrNull(2)).isNull();
  }

  @Test
  void anIdleThreadTakesJobsFromTheEnd() {
    List<Integer> done = new ArrayList<>();
    var jobs =
        new JobsInOrder<>(
            4,
            i -> {
              done.add(i);
              return "other " + i;
            },
            JobsInOrderTest::atOnce);

    assertThat(jobs.resultOrNull(0)).as("the first is never given away").isNull();
    assertThat(jobs.resultOrNull(1)).isEqualTo("other 1");
    assertThat(jobs.resultOrNull(3)).isEqualTo("other 3");
    assertThat(done).containsExactly(3, 2, 1);
  }

  @Test
  void aJobThatIsUnderWayIsWaitedFor() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    IdleThreads idle =
        work -> {
          new Thread(work).start();
          return true;
        };
    var jobs =
        new JobsInOrder<>(
            2,
            i -> {
              begun.countDown();
              await(goOn);
              return "other";
            },
            idle);

    assertThat(jobs.resultOrNull(0)).isNull();
    begun.await();
    goOn.countDown();
    assertThat(jobs.resultOrNull(1)).isEqualTo("other");
  }

  @Test
  void askedAgainWhereNobodyWasIdleBefore() {
    var asked = new ArrayList<Boolean>();
    IdleThreads later = work -> asked.add(true) && asked.size() > 1 && atOnce(work);
    var jobs = new JobsInOrder<>(4, i -> "other " + i, later);

    assertThat(jobs.resultOrNull(0)).isNull();
    assertThat(jobs.resultOrNull(1)).isEqualTo("other 1");
    assertThat(asked).hasSize(2);
  }

  @Test
  void whatFailsOnAnotherThreadFailsForTheCallerAndEndsItsHelp() {
    List<Integer> done = new ArrayList<>();
    var jobs =
        new JobsInOrder<>(
            4,
            i -> {
              done.add(i);
              throw new IllegalStateException("broken " + i);
            },
            JobsInOrderTest::atOnce);

    assertThat(jobs.resultOrNull(0)).isNull();
    assertThat(jobs.resultOrNull(1)).isNull();
    assertThat(jobs.resultOrNull(2)).isNull();
    assertThatThrownBy(() -> jobs.resultOrNull(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("broken 3");
    assertThat(done).containsExactly(3);
  }

  @Test
  void noJobIsBegunForWhoHasGivenUp() {
    List<Runnable> waiting = new ArrayList<>();
    List<Integer> done = new ArrayList<>();
    try (var jobs =
        new JobsInOrder<Integer>(
            3,
            i -> {
              done.add(i);
              return i;
            },
            waiting::add)) {
      assertThat(jobs.resultOrNull(0)).isNull();
    }

    waiting.forEach(Runnable::run);
    assertThat(waiting).hasSize(1);
    assertThat(done).isEmpty();
  }

  private static boolean atOnce(Runnable work) {
    work.run();
    return true;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
