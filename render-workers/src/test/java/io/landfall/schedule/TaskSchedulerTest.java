package io.landfall.schedule;

import static io.landfall.schedule.SimulatedCluster.ms;
import static io.landfall.schedule.SimulatedCluster.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ErrorCode;
import io.landfall.schedule.SimulatedCluster.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers that come, go, stop their heartbeats and fail, with the real scheduler and task queue in
 * virtual time.
 */
class TaskSchedulerTest {
  /** As short as the systems under test are set. */
  private static final RenderSettings SETTINGS =
      new RenderSettings(
          2, 2, Duration.ofMillis(500), Duration.ofSeconds(3), 3, Duration.ofMinutes(10), 1L << 40);

  private final SimulatedCluster cluster =
      new SimulatedCluster(1, SETTINGS, SimulatedCluster.Costs.USUAL);

  private static IntToLongFunction about(long milliseconds) {
    return task -> ms(milliseconds / 2 + new Random(task).nextInt((int) milliseconds));
  }

  private SimulatedExport submit(int tasks, long milliseconds) {
    var export = cluster.submit("me", tasks, about(milliseconds));
    export.isRecording = true;
    return export;
  }

  private void finish() {
    assertThat(cluster.runUntil(cluster::isAllOver, ms(3_600_000))).as("it ends").isTrue();
  }

  @Test
  void f1TheTasksOfAKilledWorkerGoToOthersWithinFiveSeconds() {
    cluster.joinMany(4, 2);
    var export = submit(100, 4000);
    cluster.run(Duration.ofSeconds(21));
    long killedAt = cluster.now;
    Set<Integer> before = heldBy(export, 2);
    cluster.workers.get(2).kill();
    finish();

    assertThat(before).isNotEmpty();
    for (int task : before) {
      assertThat(export.given)
          .as("task %d", task)
          .anySatisfy(
              given -> {
                assertThat(given.task()).isEqualTo(task);
                assertThat(seconds(given.at() - killedAt)).isBetween(0.0, 5.0);
              });
    }
    assertThat(export.failure).isNull();
    assertThat(export.given).as("nothing else twice").hasSize(100 + before.size());
  }

  /** Returns what a worker was given and nobody has reported the result of. */
  private Set<Integer> heldBy(SimulatedExport export, int worker) {
    Set<Integer> done =
        export.scheduler.storedTasks().stream()
            .map(task -> task.index())
            .collect(Collectors.toSet());
    return export.given.stream()
        .filter(given -> given.worker() == worker && !done.contains(given.task()))
        .map(SimulatedExport.Given::task)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30})
  void aNewWorkerHelpsWithinTwoSeconds(int others) {
    cluster.joinMany(others, 2);
    var export = submit(1000, 20_000);
    cluster.run(Duration.ofSeconds(30));
    long joinedAt = cluster.now;
    int joined = cluster.join(2, 1L << 40).id;
    cluster.run(Duration.ofSeconds(2));

    assertThat(export.given)
        .filteredOn(given -> given.worker() == joined)
        .as("both slots")
        .hasSize(2)
        .allSatisfy(given -> assertThat(seconds(given.at() - joinedAt)).isLessThan(2));
  }

  @Test
  void aWorkerThatLeavesHandsBackAndItIsLeasedElsewhereAtOnce() {
    cluster.joinMany(3, 2);
    var export = submit(6, 60_000); // all leased, none waiting
    cluster.run(Duration.ofSeconds(5));
    var leaving = cluster.workers.get(1);
    leaving.drain();
    long leftAt = cluster.now;
    assertThat(leaving.hasDrained).as("nothing was on its way to the store").isTrue();
    var helper = cluster.join(2, 1L << 40);
    cluster.run(Duration.ofSeconds(2));

    assertThat(export.given).hasSize(8);
    assertThat(export.given.subList(6, 8))
        .allSatisfy(given -> assertThat(given.worker()).isEqualTo(helper.id))
        .allSatisfy(given -> assertThat(seconds(given.at() - leftAt)).isLessThan(2));
    finish();
    assertThat(export.scheduler.failures()).as("nothing failed").isZero();
    assertThat(export.timesRendered).containsOnly(1);
  }

  @Test
  void whatIsOnItsWayToTheStoreMayGetThere() {
    cluster.joinMany(1, 2);
    var export = cluster.submit("me", 2, task -> ms(1000 + 300 * task)); // uploads take 400
    cluster.run(Duration.ofMillis(1250));
    var leaving = cluster.workers.get(0);

    leaving.drain();

    assertThat(leaving.hasDrained).isFalse();
    cluster.run(Duration.ofMillis(500));
    assertThat(leaving.hasDrained).isTrue();
    assertThat(export.scheduler.storedTasks()).extracting(task -> task.index()).containsExactly(0);
  }

  @ParameterizedTest(name = "{0} nodes of {1} workers")
  @CsvSource({"4, 1", "2, 3", "1, 2"})
  void f27ATaskThatFailsEachTimeIsGivenUpAfterThreeTimesOnTwoNodesWithItsCause(
      int nodes, int workersEach) {
    for (int i = 0; i < nodes * workersEach; i++) {
      cluster.join(1, 1L << 40, "node-" + i % nodes);
    }
    var export = submit(40, 1000);
    export.faults.put(7, Fault.FAILS);
    finish();

    var tries = export.given.stream().filter(given -> given.task() == 7).toList();
    assertThat(tries).hasSize(3);
    assertThat(tries.stream().map(given -> given.worker() % nodes).distinct().count())
        .isEqualTo(Math.min(3, nodes));
    assertThat(export.failure.code()).isEqualTo(ErrorCode.POISON_TASK);
    assertThat(export.failure)
        .hasMessageContaining("task 7 of 40", "3 times on " + Math.min(3, nodes) + " nodes")
        .hasMessageContaining("Cannot go on: a bug.");
  }

  @Test
  void f27ATaskThatKillsItsNodeTakesNoThirdInARow() {
    cluster.joinMany(8, 2);
    var export = submit(200, 1000);
    export.faults.put(3, Fault.KILLS);
    finish();

    var tries = export.given.stream().filter(given -> given.task() == 3).toList();
    assertThat(tries).hasSize(3);
    assertThat(cluster.workers).as("taken along").hasSize(5);
    long third = tries.get(2).at();
    assertThat(export.given)
        .filteredOn(given -> given.task() != 3)
        .as("all others were done before the third try")
        .allSatisfy(given -> assertThat(given.at()).isLessThan(third));
    assertThat(Arrays.stream(export.timesRendered).filter(times -> times > 0).count())
        .isEqualTo(199);
    assertThat(export.failure.code()).isEqualTo(ErrorCode.POISON_TASK);
    assertThat(export.failure).hasMessageContaining("task 3 of 200");
  }

  /** What {@code landfall_tasks_wanted} tells an autoscaler: the work, not who does it. */
  @Test
  void whatIsWantedIsAllThatIsNotDoneWhoeverJoinsAndLeaves() {
    var export = submit(40, 4000);
    cluster.run(Duration.ofSeconds(8));
    assertThat(wanted(export)).as("with no worker at all").isEqualTo(40);

    cluster.joinMany(3, 2);
    assertWantedIsWhatIsNotDone(export, 10);
    assertThat(export.scheduler.load().leased()).as("in the hands of three").isEqualTo(6);
    cluster.workers.get(1).drain();
    assertWantedIsWhatIsNotDone(export, 10);
    cluster.workers.get(2).kill();
    assertWantedIsWhatIsNotDone(export, 20);
    cluster.joinMany(2, 2);
    assertWantedIsWhatIsNotDone(export, 10);
    finish();
    assertThat(wanted(export)).isZero();
  }

  private void assertWantedIsWhatIsNotDone(SimulatedExport export, int times) {
    for (int i = 0; i < times; i++) {
      cluster.run(Duration.ofMillis(300));
      assertThat(wanted(export)).isEqualTo(40 - export.scheduler.load().done());
    }
  }

  private static long wanted(SimulatedExport export) {
    var load = export.scheduler.load();
    return load.waiting() + load.leased();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void f33TasksAreNotToBlameForNodesThatComeAndGo(long seed) {
    var storm = new SimulatedCluster(seed, SETTINGS, SimulatedCluster.Costs.USUAL);
    storm.joinMany(6, 2);
    var export = storm.submit("me", 300, about(3000));
    storm.after(ms(5000), () -> storm(storm));

    assertThat(storm.runUntil(storm::isAllOver, ms(3_600_000))).isTrue();

    assertThat(export.failure).isNull();
    assertThat(export.scheduler.failures()).as("nodes were lost at work").isPositive();
    assertThat(export.scheduler.storedTasks()).hasSize(300);
    assertThat(export.journalRows).as("each task is journalled once").isEqualTo(300);
  }

  /** Kills three and starts three others, every ten seconds. */
  private static void storm(SimulatedCluster storm) {
    for (int i = 0; i < 3; i++) {
      var all = List.copyOf(storm.workers.values());
      all.get(storm.random.nextInt(all.size())).kill();
      storm.joinMany(1, 2);
    }
    storm.after(ms(10_000), () -> storm(storm));
  }

  @Test
  void aWorkerWhoseLeaseExpiredKeepsWhatNobodyElseWasGiven() {
    cluster.joinMany(1, 2);
    var export = submit(4, 20_000);
    cluster.run(Duration.ofSeconds(5));
    var expired = cluster.workers.get(0);
    expired.isSilent = true;
    cluster.run(Duration.ofSeconds(5));
    assertThat(export.scheduler.failures()).isEqualTo(2);
    expired.isSilent = false;
    finish();

    assertThat(export.failure).isNull();
    assertThat(export.given).as("no task was given twice").hasSize(4);
    assertThat(export.timesRendered).containsOnly(1);
  }

  @Test
  void aLateResultAfterAnExpiredLeaseCountsOnceAndEndsTheOtherRendering() {
    cluster.joinMany(2, 1);
    var export = submit(2, 20_000);
    cluster.run(Duration.ofSeconds(5));
    var expired = cluster.workers.get(0);
    expired.isSilent = true;
    var helper = cluster.join(1, 1L << 40);
    cluster.run(Duration.ofSeconds(5));
    assertThat(export.given).filteredOn(given -> given.worker() == helper.id).hasSize(1);
    expired.isSilent = false;
    finish();

    assertThat(export.journalRows).isEqualTo(2);
    assertThat(export.timesRendered).containsOnly(1);
  }

  /** Four workers, one of them ten times slower than the others. */
  private SimulatedExport submitWithASlowWorker() {
    cluster.joinMany(4, 1);
    cluster.workers.get(2).speed = 0.1;
    return submit(40, 4000);
  }

  private List<SimulatedExport.Given> copies(SimulatedExport export) {
    var tasks = new HashSet<Integer>();
    return export.given.stream().filter(given -> !tasks.add(given.task())).toList();
  }

  @Test
  void theLastTaskOfASlowWorkerIsBegunElsewhereAndItsFirstResultCounts() {
    var export = submitWithASlowWorker();
    finish();

    assertThat(copies(export)).isNotEmpty();
    assertThat(export.scheduler.failures()).isZero();
    assertThat(export.journalRows).as("each task is journalled once").isEqualTo(40);
    assertThat(export.timesRendered).as("the other rendering was ended").containsOnly(1);
    assertThat(seconds(export.doneAt)).as("40 of 4 s by three workers").isLessThan(70);
  }

  @Test
  void workersOfOneSpeedBeginNothingTwice() {
    cluster.joinMany(4, 1);
    var random = new Random(7);
    long[] work = random.longs(40, ms(3000), ms(5000)).toArray();
    var export = cluster.submit("me", 40, task -> work[task]);
    export.isRecording = true;
    finish();

    assertThat(copies(export)).isEmpty();
    assertThat(export.given).hasSize(40);
  }

  @ParameterizedTest(name = "{0} idle workers")
  @ValueSource(ints = {1, 32, 200})
  void aSmallExportIsBegunAtOnceWhereWorkersAreIdle(int workers) {
    cluster.joinMany(workers, 1);
    cluster.run(Duration.ofSeconds(30));
    var export = cluster.submit("me", 2, task -> ms(100));
    export.isRecording = true;
    finish();

    assertThat(seconds(export.given.get(0).at() - export.submittedAt)).isLessThan(0.1);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"the one with the copy", "the one that had it first", "both"})
  void aTaskThatTwoWorkersHaveOutlivesThem(String killed) {
    var export = submitWithASlowWorker();
    assertThat(cluster.runUntil(() -> !copies(export).isEmpty(), ms(600_000))).isTrue();
    var copy = copies(export).get(0);
    cluster.run(Duration.ofMillis(100));
    if (!killed.equals("the one that had it first")) {
      cluster.workers.get(copy.worker()).kill();
    }
    if (!killed.equals("the one with the copy")) {
      cluster.workers.get(2).kill();
    }
    finish();

    assertThat(export.failure).isNull();
    assertThat(export.journalRows).isEqualTo(40);
  }

  @Test
  void aTaskThatFailsOnBothWorkersCountsTwice() {
    var export = submitWithASlowWorker();
    assertThat(cluster.runUntil(() -> !copies(export).isEmpty(), ms(600_000))).isTrue();
    export.faults.put(copies(export).get(0).task(), Fault.FAILS);
    finish();

    assertThat(export.failure.code()).isEqualTo(ErrorCode.POISON_TASK);
    assertThat(export.failure).hasMessageContaining("3 times");
  }

  @Test
  void whatTakesLongestIsBegunFirst() {
    cluster.joinMany(1, 1);
    var export = cluster.submit("me", 4, task -> ms(new long[] {1000, 4000, 1000, 2000}[task]));
    export.isRecording = true;
    finish();

    assertThat(export.given).extracting(SimulatedExport.Given::task).containsExactly(1, 3, 0, 2);
  }

  @Test
  void whatTheStoreDoesNotTakeFromOneNodeIsStoredByAnother() {
    cluster.join(1, 1L << 40, "cut-off");
    cluster.join(1, 1L << 40, "other");
    cluster.workers.get(0).hasNoStore = true;
    var export = submit(20, 1000);
    finish();

    assertThat(export.failure).isNull();
    assertThat(export.journalRows).isEqualTo(20);
    var there = export.given.stream().filter(given -> given.worker() == 0).toList();
    assertThat(there).isNotEmpty();
    assertThat(there).extracting(SimulatedExport.Given::task).doesNotHaveDuplicates();
  }

  @Test
  void aStoreThatIsGoneIsTriedWithPausesUntilItHasTakenNothingForTenMinutes() {
    cluster.join(1, 1L << 40, "only");
    cluster.workers.get(0).hasNoStore = true;
    var export = submit(2, 1000);
    finish();

    assertThat(export.failure.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(seconds(cluster.now)).isBetween(600.0, 620.0);
    assertThat(export.given).as("each pauses for three seconds").hasSizeBetween(100, 400);
    assertThat(export.warnings)
        .filteredOn(warning -> warning.contains("waits for the store"))
        .hasSize(1);
  }
}
