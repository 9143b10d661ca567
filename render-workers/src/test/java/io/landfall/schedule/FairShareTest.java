package io.landfall.schedule;

import static io.landfall.schedule.SimulatedCluster.ms;
import static io.landfall.schedule.SimulatedCluster.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Priority;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets how much of the workers, by the real scheduler and task queue in virtual time. */
class FairShareTest {
  private static final RenderSettings SETTINGS =
      new RenderSettings(
          2, 2, Duration.ofSeconds(1), Duration.ofSeconds(15), 3, Duration.ofMinutes(10), 1L << 40);

  private static SimulatedCluster cluster(long seed) {
    return new SimulatedCluster(seed, SETTINGS, SimulatedCluster.Costs.USUAL);
  }

  /** Some 4 s a task, most between 2 and 8. */
  private static IntToLongFunction runTimes(long seed) {
    return task -> ms((long) (4000 * Math.exp(0.3 * new Random(seed * 31 + task).nextGaussian())));
  }

  @ParameterizedTest(name = "{0} owners with 1 to {0} exports each on {1} workers")
  @CsvSource({"2, 10", "3, 4", "5, 30"})
  void ownersShareAlikeHoweverManyExportsTheyHave(int owners, int workers) {
    var cluster = cluster(1);
    cluster.joinMany(workers, 2);
    for (int owner = 0; owner < owners; owner++) {
      for (int export = 0; export <= owner; export++) {
        cluster.submit("owner " + owner, 1000, runTimes(10 * owner + export));
      }
    }
    cluster.run(Duration.ofSeconds(20));
    Map<String, Long> before = cluster.rendered();
    cluster.run(Duration.ofSeconds(120));

    Map<String, Long> got = new HashMap<>(cluster.rendered());
    got.replaceAll((owner, nanos) -> nanos - before.get(owner));

    assertThat(SimulatedCluster.jain(got.values())).as("%s", got).isGreaterThan(0.99);
    assertThat(seconds(got.values().stream().mapToLong(n -> n).sum()))
        .as("nobody idles meanwhile")
        .isGreaterThan(0.97 * workers * 2 * 120);
  }

  @ParameterizedTest(name = "{0} workers of {1} slots, {2} tasks")
  @CsvSource({"1, 2, 1", "1, 2, 4", "2, 2, 3", "4, 2, 8", "8, 1, 4", "16, 4, 10", "50, 2, 12"})
  void aSmallExportStartsWithinThreeSecondsAndEndsWithinTwiceItsIdleTime(
      int workers, int slots, int tasks) {
    for (int seed = 0; seed < 20; seed++) {
      long idle = smallExport(seed, workers, slots, tasks, 0)[1];
      long[] busy = smallExport(seed, workers, slots, tasks, 1000);
      assertThat(seconds(busy[0])).as("begins, seed %d", seed).isLessThan(3);
      assertThat(seconds(busy[1]))
          .as("ends, seed %d, idle %s", seed, seconds(idle))
          .isLessThan(2 * seconds(idle));
    }
  }

  /** Returns how long after its submission it begins and ends. */
  private static long[] smallExport(int seed, int workers, int slots, int tasks, int others) {
    var cluster = cluster(seed);
    cluster.joinMany(workers, slots);
    if (others > 0) {
      cluster.submit("flood", others, runTimes(seed));
    }
    cluster.run(Duration.ofMillis(30_000 + seed * 137));
    var small = cluster.submit("small", tasks, runTimes(1000 + seed));
    assertThat(cluster.runUntil(small::isOver, ms(600_000))).as("it ends").isTrue();
    return new long[] {small.firstAt - small.submittedAt, small.doneAt - small.submittedAt};
  }

  @Test
  void priorityOrdersTheExportsOfOneOwnerAndTakesNothingFromOthers() {
    var cluster = cluster(3);
    cluster.joinMany(5, 2);
    var other = cluster.submit("other", 1000, runTimes(1));
    var low = cluster.submit("me", Priority.LOW, 1000, 1, runTimes(2));
    cluster.run(Duration.ofSeconds(20));
    var normal = cluster.submit("me", Priority.NORMAL, 1000, 1, runTimes(3));
    var high = cluster.submit("me", Priority.HIGH, 1000, 1, runTimes(4));
    cluster.run(Duration.ofSeconds(10));
    long lowBefore = low.renderedNanos();
    long otherBefore = other.renderedNanos();
    long highBefore = high.renderedNanos();

    cluster.run(Duration.ofSeconds(100));

    assertThat(low.renderedNanos() - lowBefore).isZero();
    assertThat(normal.renderedNanos()).isZero();
    var shares = List.of(other.renderedNanos() - otherBefore, high.renderedNanos() - highBefore);
    assertThat(SimulatedCluster.jain(shares)).isGreaterThan(0.99);

    low.scheduler.prioritize(Priority.HIGH, cluster.now); // of two alike the older gets a third
    cluster.run(Duration.ofSeconds(100));
    assertThat(seconds(low.renderedNanos() - lowBefore)).isBetween(140.0, 200.0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsTooLargeToGoWithOthersIsNotStarvedByThem(long seed) {
    var cluster = cluster(seed);
    cluster.join(4, 100);
    cluster.submit("small tasks", Priority.NORMAL, 1000, 30, runTimes(1));
    var large = cluster.submit("large tasks", Priority.NORMAL, 20, 90, runTimes(2));

    cluster.run(Duration.ofSeconds(60));

    assertThat(seconds(large.renderedNanos())).isGreaterThan(10);
    assertThat(cluster.workers.get(0).mostBytes).isLessThanOrEqualTo(100);
  }

  /** Each time that nothing runs, the owners are even; it must not be the same one that is next. */
  @ParameterizedTest
  @CsvSource({"ana,bob", "bob,ana", "small tasks,large tasks", "large tasks,small tasks"})
  void ownersWhoAreEvenTakeTurnsWhateverTheyAreCalled(String one, String other) {
    var cluster = cluster(7);
    cluster.join(4, 100);
    var first = cluster.submit(one, Priority.NORMAL, 100, 90, runTimes(1));
    var second = cluster.submit(other, Priority.NORMAL, 100, 90, runTimes(1));

    cluster.run(Duration.ofSeconds(60));

    assertThat(seconds(first.renderedNanos())).isGreaterThan(20);
    assertThat(seconds(second.renderedNanos())).isGreaterThan(20);
  }

  @Test
  void aWorkerTakesOnlyWhatFitsItsMemoryButOneTaskAlways() {
    var cluster = cluster(5);
    var roomy = cluster.join(8, 350);
    var tight = cluster.join(8, 50);
    cluster.submit("a", Priority.NORMAL, 200, 100, runTimes(1));

    assertThat(cluster.runUntil(cluster::isAllOver, ms(3_600_000))).isTrue();

    assertThat(roomy.mostBytes).isEqualTo(300);
    assertThat(roomy.mostAtOnce).isEqualTo(3);
    assertThat(tight.mostAtOnce).isEqualTo(1);
    assertThat(tight.mostBytes).isEqualTo(100);
  }
}
