package io.landfall.schedule;

import static io.landfall.schedule.SimulatedCluster.ms;
import static io.landfall.schedule.SimulatedCluster.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.StepWait;
import io.landfall.model.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One worker of one slot that a large export keeps busy for days, by tasks of minutes that take
 * most of its memory; in virtual time.
 */
class OneSlotTest {
  private static final RenderSettings SETTINGS =
      new RenderSettings(
          1, 2, Duration.ofSeconds(1), Duration.ofSeconds(15), 3, Duration.ofMinutes(10), 600);

  private static final long LARGE_TASK = ms(180_000);
  private static final long LARGE_TASK_BYTES = 500;
  private static final long SMALL_TASK_BYTES = 60;

  private static SimulatedCluster cluster(long seed) {
    var cluster = new SimulatedCluster(seed, SETTINGS, SimulatedCluster.Costs.USUAL);
    cluster.join(1, SETTINGS.memory());
    return cluster;
  }

  private static SimulatedExport submitLarge(SimulatedCluster cluster, String owner) {
    return cluster.submit(owner, Priority.NORMAL, 4900, LARGE_TASK_BYTES, task -> LARGE_TASK);
  }

  private static SimulatedExport submitSmall(SimulatedCluster cluster, String owner, int tasks) {
    return cluster.submit(owner, Priority.NORMAL, tasks, SMALL_TASK_BYTES, task -> ms(1000));
  }

  /** Returns how long a small export takes where nobody else is. */
  private static long idleTime(int tasks) {
    var cluster = cluster(0);
    var small = submitSmall(cluster, "alone", tasks);
    assertThat(cluster.runUntil(small::isOver, ms(600_000))).isTrue();
    return small.doneAt - small.submittedAt;
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theSmallExportsOfTwentyOwnersStartWithinThreeSecondsBesideALargeOne(long seed) {
    var cluster = cluster(seed);
    var random = new Random(seed);
    submitLarge(cluster, "flood");
    List<SimulatedExport> all = new ArrayList<>();
    for (int owner = 0; owner < 20; owner++) {
      cluster.run(Duration.ofMillis(6000 + random.nextInt(12_000)));
      all.add(submitSmall(cluster, "owner " + owner, 1 + random.nextInt(3)));
    }
    assertThat(cluster.runUntil(() -> cluster.open == 1, ms(600_000))).isTrue();

    for (SimulatedExport small : all) {
      long idle = idleTime(small.timesRendered.length);
      assertThat(seconds(small.firstAt - small.submittedAt)).as(small.owner).isLessThan(3);
      assertThat(seconds(small.doneAt - small.submittedAt))
          .as("%s, idle %s", small.owner, seconds(idle))
          .isLessThan(3 * seconds(idle));
    }
  }

  @ParameterizedTest(name = "of {0} tasks")
  @CsvSource({"1", "8"})
  void aSmallExportOfTheSameOwnerStartsWithinThreeSeconds(int tasks) {
    var cluster = cluster(1);
    var large = submitLarge(cluster, "me");
    cluster.run(Duration.ofSeconds(30));
    var small = submitSmall(cluster, "me", tasks);
    assertThat(cluster.runUntil(small::isOver, ms(3_600_000))).isTrue();

    assertThat(seconds(small.firstAt - small.submittedAt)).isLessThan(3);
    assertThat(large.isOver()).isFalse();
    long before = large.renderedNanos();
    cluster.run(Duration.ofSeconds(400));
    assertThat(seconds(large.renderedNanos() - before)).as("and goes on").isGreaterThan(390);
  }

  /** The first in turn waits for room that only the end of the large task gives. */
  @Test
  void aSmallExportPassesOneInTurnThatWaitsForMemory() {
    var cluster = cluster(1);
    submitLarge(cluster, "flood");
    cluster.run(Duration.ofSeconds(10));
    var heavy = cluster.submit("heavy", Priority.NORMAL, 2, 300, task -> ms(20_000));
    cluster.run(Duration.ofSeconds(10));
    List<SimulatedExport> all = new ArrayList<>();
    for (int owner = 0; owner < 20; owner++) {
      cluster.run(Duration.ofSeconds(5));
      all.add(submitSmall(cluster, "owner " + owner, 1));
    }
    assertThat(cluster.runUntil(heavy::isOver, ms(600_000))).isTrue();

    assertThat(all)
        .allSatisfy(small -> assertThat(seconds(small.firstAt - small.submittedAt)).isLessThan(3));
    assertThat(seconds(heavy.firstAt)).as("is not kept from its turn").isLessThan(205);
    assertThat(cluster.workers.get(0).mostBytes).isLessThanOrEqualTo(SETTINGS.memory());
  }

  /** Each is done in its turn; an owner's older exports do not keep the newer ones waiting. */
  @Test
  void exportsOfOneOwnerTakeTurnsByWhatIsLeft() {
    var cluster = cluster(1);
    var large = cluster.submit("me", 400, task -> ms(4000));
    cluster.run(Duration.ofSeconds(20));
    var middle = cluster.submit("me", 40, task -> ms(4000));
    assertThat(cluster.runUntil(middle::isOver, ms(3_600_000))).isTrue();

    assertThat(seconds(middle.doneAt - middle.submittedAt)).isBetween(200.0, 280.0);
    assertThat(seconds(large.renderedNanos())).as("the oldest had a third").isGreaterThan(80);
  }

  @Test
  void whoWaitsInTurnSaysSoAsLongAsItLasts() {
    var cluster = cluster(1);
    submitLarge(cluster, "flood");
    cluster.run(Duration.ofSeconds(10));
    var heavy = cluster.submit("heavy", Priority.NORMAL, 100, 550, task -> ms(30_000));
    for (int second = 0; second < 1000 && heavy.firstAt < 0; second++) {
      cluster.run(Duration.ofSeconds(1));
      if (second > 10 && heavy.firstAt < 0) {
        assertThat(heavy.waitsFor).as("second %d", second).isEqualTo(StepWait.QUEUED);
      }
    }
    assertThat(heavy.firstAt).isPositive();
    cluster.run(Duration.ofSeconds(2));
    assertThat(heavy.waitsFor).isNull();
  }

  @Test
  void behindAWorkerThatHangsNobodyIsSaidToBeInTurn() {
    var cluster = cluster(1);
    cluster.submit("hangs", Priority.NORMAL, 1, 500, task -> Long.MAX_VALUE / 4);
    cluster.run(Duration.ofSeconds(10));
    var behind = cluster.submit("behind", Priority.NORMAL, 20, 200, task -> ms(1000));
    cluster.run(Duration.ofSeconds(30));
    assertThat(behind.waitsFor).as("it has only just begun").isEqualTo(StepWait.QUEUED);

    cluster.run(Duration.ofMinutes(5));

    assertThat(behind.waitsFor).as("its deadline runs").isNull();
  }

  @Test
  void withoutAnyWorkerThatIsWhatItWaitsFor() {
    var cluster = new SimulatedCluster(1, SETTINGS, SimulatedCluster.Costs.USUAL);
    var export = submitSmall(cluster, "me", 1);
    cluster.run(Duration.ofSeconds(20));
    assertThat(export.waitsFor).isEqualTo(StepWait.NO_WORKERS);
    assertThat(export.warnings).singleElement().asString().contains("No worker");

    cluster.join(1, SETTINGS.memory());

    assertThat(cluster.runUntil(export::isOver, ms(20_000))).isTrue();
    assertThat(export.waitsFor).isNull();
  }

  @Test
  void aThousandThatWaitCostFewMessages() {
    var cluster = cluster(1);
    submitLarge(cluster, "flood");
    cluster.run(Duration.ofSeconds(10));
    List<SimulatedExport> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(cluster.submit("many", Priority.NORMAL, 20, 300, task -> ms(1000)));
    }
    cluster.run(Duration.ofSeconds(100));
    long before = messages(all);
    cluster.run(Duration.ofSeconds(60));

    assertThat((messages(all) - before) / 60).as("a second").isLessThan(100);
  }

  private static long messages(List<SimulatedExport> all) {
    return all.stream().flatMapToLong(export -> Arrays.stream(export.messages)).sum();
  }
}
