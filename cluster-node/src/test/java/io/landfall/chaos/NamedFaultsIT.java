package io.landfall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.chaos.ReferenceExports.ExportKind;
import io.landfall.chaos.Schedule.ClientAction;
import io.landfall.chaos.Schedule.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The rows of the fault matrix that need processes, each at its worst moment, with all oracles. */
@Tag("chaos")
class NamedFaultsIT {
  private static final Duration END_TIMEOUT = Duration.ofSeconds(120);

  /** When the entity must answer again, in this profile of fast detection. */
  private static final long FAILOVER_MILLIS = 15_000;

  private static ChaosCluster cluster;

  @BeforeAll
  static void startCluster() {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/usr/lib/postgresql")), "needs PostgreSQL");
    cluster = ChaosCluster.start(Path.of("target", "chaos-named").toAbsolutePath());
  }

  @AfterAll
  static void closeCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @ParameterizedTest
  @DrawnFrom(value = {"worker.render.before", "worker.render.after", "store.putPart.before"})
  void f1KilledWorkerLosesOnlyItsLeasedTasks(String failpoint) {
    assertOraclesHold(List.of(ExportKind.MOSAIC), at(failpoint, 2, FaultInjector.KILL));
  }

  @Test
  void f2KilledEntityAnswersElsewhereAndRendersNothingTwice() {
    var result =
        assertOraclesHold(
            List.of(ExportKind.MOSAIC), at("store.putPart.after", 3, FaultInjector.KILL_ENTITY));
    System.out.printf("F2: the entity answered after kill -9 in ms: %s%n", result.failovers());
    assertThat(result.failovers()).hasSize(1);
    assertThat(result.failovers().get(0)).isBetween(0L, FAILOVER_MILLIS);
  }

  @Test
  void f3KilledOldestNodeLetsNewExportsStart() {
    ChaosNode oldest = cluster.oldest();
    oldest.kill();
    long killed = System.nanoTime();
    var answer =
        cluster.client.submit(ExportKind.SINGLE.body, "f3-" + killed, Duration.ofSeconds(60));
    long millis = (System.nanoTime() - killed) / 1_000_000;
    System.out.printf("F3: a new export was accepted %d ms after kill -9 of the oldest%n", millis);
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    assertThat(millis).isLessThanOrEqualTo(FAILOVER_MILLIS);
    cluster.awaitReady(END_TIMEOUT);
    assertOraclesHold(List.of(ExportKind.MOSAIC), after(500, FaultInjector.KILL_OLDEST, 1));
  }

  @Test
  void f4MinorityRefusesExitsAndComesBack() {
    assumePartitions();
    ChaosNode minority = cluster.controls().get(2);
    long pid = minority.pid();
    assertOraclesHold(
        List.of(ExportKind.MOSAIC, ExportKind.NDVI),
        after(1_000, FaultInjector.PARTITION, minority.number));
    assertThat(minority.pid()).as("the process of the minority").isNotEqualTo(pid);
  }

  @ParameterizedTest
  @DrawnFrom(value = {"ONE_WAY", "FLAP"})
  void f5PartitionsThatAreNotWhole(String injector) {
    assumePartitions();
    FaultInjector partition = FaultInjector.valueOf(injector);
    int node = partition == FaultInjector.ONE_WAY ? 2 : 1;
    assertOraclesHold(List.of(ExportKind.MOSAIC), after(1_000, partition, node));
  }

  @ParameterizedTest
  @DrawnFrom(value = {"STOP_3", "STOP_8", "STOP_20"})
  void f6FrozenRightBeforeCompleteCommitsOnce(String stop) {
    var result =
        assertOraclesHold(
            List.of(ExportKind.MOSAIC),
            at("store.complete.before", 1, FaultInjector.valueOf(stop)));
    assertThat(completes(result)).as("successful completes").isEqualTo(1);
  }

  /**
   * The node that holds them back, or the move to another, lets some tries to pause it come late.
   */
  @Test
  void f6PausedAndResumedWhileItsNodeIsFrozen() {
    var frozen = at("entity.render.before", 1, FaultInjector.STOP_8);
    var pause = new ClientAction("pause", 30, 0, true);
    var resume = new ClientAction("resume", 1_000, 0, true);
    assertHolds(
        run(new Schedule(0, List.of(ExportKind.MOSAIC), List.of(frozen), List.of(pause, resume))));
  }

  @ParameterizedTest
  @DrawnFrom(value = {"PG_DOWN", "PG_SLOW", "PG_RESET", "PG_KILL"})
  void f7DatabaseDownSlowBrokenKilled(String injector) {
    assertOraclesHold(
        List.of(ExportKind.MOSAIC, ExportKind.NDVI),
        after(1_500, FaultInjector.valueOf(injector), 1));
  }

  @ParameterizedTest
  @DrawnFrom(value = {"api.submit.before", "entity.openUpload.before", "store.complete.before"})
  void f8CommittedButNeverAcknowledged(String failpoint) {
    assertOraclesHold(List.of(ExportKind.MOSAIC), at(failpoint, 1, FaultInjector.PG_CUT));
  }

  @ParameterizedTest
  @DrawnFrom(
      value = {"S3_500", "S3_SLOW_DOWN", "S3_CORRUPT", "S3_LOST_COMPLETE", "S3_ERROR_IN_200"})
  void f10To13StoreFails(String injector) {
    assertOraclesHold(List.of(ExportKind.MOSAIC), after(0, FaultInjector.valueOf(injector), 1));
  }

  @Test
  void f19FullDiskOfAWorker() {
    assumePartitions();
    assertOraclesHold(
        List.of(ExportKind.MOSAIC, ExportKind.NDVI), after(0, FaultInjector.DISK_FULL, 4));
  }

  @Test
  void f24ManyTimesTheSameKeyIsOneExport() {
    ExecutorService clients = Executors.newFixedThreadPool(32);
    try {
      String key = "f24-" + System.nanoTime();
      List<CompletableFuture<String>> asked =
          IntStream.range(0, 100)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () ->
                              cluster
                                  .client
                                  .submit(ExportKind.SINGLE.body, key, END_TIMEOUT)
                                  .json()
                                  .path("id")
                                  .asText(),
                          clients))
              .toList();
      Set<String> ids = new HashSet<>(asked.stream().map(CompletableFuture::join).toList());
      assertThat(ids).hasSize(1);
      String id = ids.iterator().next();
      assertThat(Journal.read(cluster.postgres, id).names().stream().filter("requested"::equals))
          .hasSize(1);
    } finally {
      clients.shutdownNow();
    }
  }

  @ParameterizedTest
  @DrawnFrom(
      value = {
        "entity.plan.after",
        "store.openUpload.after",
        "entity.render.after",
        "store.putPart.after",
        "store.complete.before",
        "store.complete.after",
        "entity.deliver.after"
      },
      count = 2)
  void f25CanceledAtAnyMomentLeavesNothing(String failpoint) {
    for (int tries = 0; tries < 3; tries++) {
      var result = run(List.of(ExportKind.MOSAIC), at(failpoint, 1, FaultInjector.CANCEL));
      System.out.println(result);
      assertThat(result.violations()).as(result.toString()).isEmpty();
      if (result.outcomes().get(0).isCancelAsked) {
        return;
      } // else a late step of the export before came to the failpoint first
    }
    throw new AssertionError("No cancel was asked for at " + failpoint);
  }

  @Test
  void f26RollingRestartFailsNoCall() throws InterruptedException {
    assertOraclesHold(List.of(ExportKind.SINGLE)); // nothing is cold
    var rolling = new AtomicBoolean(true);
    List<String> failures = new ArrayList<>();
    var caller =
        new Thread(
            () -> {
              for (int i = 0; rolling.get(); i++) {
                callAgain(i).ifPresent(failures::add);
                Shell.sleep(200);
              }
            });
    caller.start();
    for (ChaosNode node : cluster.controls()) {
      long pid = node.pid();
      node.terminate();
      while (node.pid() == pid) {
        Shell.sleep(100);
      }
      cluster.awaitReady(END_TIMEOUT);
    }
    rolling.set(false);
    caller.join();
    assertThat(failures).as("calls that failed three times").isEmpty();
    assertOraclesHold(List.of(ExportKind.MOSAIC));
  }

  /**
   * Asks one node, and while that fails, twice more and a little later, one that is ready, as
   * clients behind a load balancer do.
   */
  private static java.util.Optional<String> callAgain(int number) {
    List<String> urls = cluster.controls().stream().map(cluster::url).toList();
    List<ApiClient.ApiResponse> refused = new ArrayList<>();
    String url = urls.get(number % urls.size());
    while (refused.size() < 3) {
      var response = submitOnce(url, number);
      if (response.status() == 202) {
        return java.util.Optional.empty();
      }
      refused.add(response);
      Shell.sleep(3_000); // exports of the node that went are on their way to others
      url =
          cluster.controls().stream()
              .filter(cluster::isReady)
              .map(cluster::url)
              .findFirst()
              .orElseThrow();
    }
    return java.util.Optional.of(number + ": " + refused);
  }

  private static ApiClient.ApiResponse submitOnce(String url, int number) {
    return cluster.client.sendOnce(
        "POST",
        url + "/v1/exports",
        ExportKind.SINGLE.body,
        "f26-" + number % 20,
        Duration.ofSeconds(10));
  }

  /** While it renders, commits, delivers. The bytes are those of one process, see O1. */
  @ParameterizedTest
  @DrawnFrom({
    "worker.render.after",
    "store.putPart.after",
    "store.complete.before",
    "store.complete.after",
    "entity.deliver.before",
    "entity.deliver.after"
  })
  void killedNodesLeaveOneWholeZarr(String failpoint) {
    assertOraclesHold(List.of(ExportKind.ZARR), at(failpoint, 1, FaultInjector.KILL));
  }

  @Test
  void theZarrThatKilledNodesAreHeldAgainstHasThePixelsOfTheCog() throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/gdalinfo")), "needs GDAL");
    Path script = cluster.folder.resolve("zarr_oracle.py");
    try (var in = NamedFaultsIT.class.getResourceAsStream("/zarr_oracle.py")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    String levelsAndValues =
        Shell.run(
            "/usr/bin/python3",
            script.toString(),
            cluster.referenceExports.reference(ExportKind.MOSAIC).toString(),
            cluster.referenceExports.reference(ExportKind.ZARR).toString());
    assertThat(Integer.parseInt(levelsAndValues.split(" ")[1])).isGreaterThan(100_000);
  }

  @Test
  void f32AllNodesOfTheControlKilledAtOnce() {
    assertOraclesHold(
        List.of(ExportKind.MOSAIC, ExportKind.NDVI),
        at("store.putPart.after", 3, FaultInjector.KILL_CONTROLS));
  }

  @Test
  void f33WorkersComeAndGo() {
    assertOraclesHold(
        List.of(ExportKind.MOSAIC, ExportKind.NDVI, ExportKind.MOSAIC),
        after(500, FaultInjector.WORKER_CHURN, 4));
  }

  /** Node 1 to 3 has the exports, 4 and 5 render; the rows above kill each in its role. */
  @ParameterizedTest
  @DrawnFrom(value = {"1", "2", "3", "4", "5"})
  void anyNodeKilledGivesTheSameBytesAndNoStoredTaskTwice(String node) {
    assertOraclesHold(
        List.of(ExportKind.MOSAIC), after(1_200, FaultInjector.KILL, Integer.parseInt(node)));
  }

  private static void assumePartitions() {
    Assumptions.assumeTrue(cluster.network.canPartition(), "needs root and ip");
  }

  private static Fault at(String failpoint, int occurrence, FaultInjector injector) {
    return new Fault(injector, failpoint, occurrence, 1, 0);
  }

  private static Fault after(int millis, FaultInjector injector, int node) {
    return new Fault(injector, null, millis, node, 0);
  }

  private static ScheduleRun.ScheduleResult assertOraclesHold(
      List<ExportKind> kinds, Fault... faults) {
    var result = run(kinds, faults);
    assertHolds(result);
    return result;
  }

  private static void assertHolds(ScheduleRun.ScheduleResult result) {
    System.out.println(result);
    assertThat(result.violations()).as(result.toString()).isEmpty();
    assertThat(result.outcomes()).allMatch(outcome -> outcome.status.equals("SUCCESS"));
  }

  private static ScheduleRun.ScheduleResult run(List<ExportKind> kinds, Fault... faults) {
    return run(new Schedule(0, kinds, List.of(faults), List.of()));
  }

  private static ScheduleRun.ScheduleResult run(Schedule schedule) {
    cluster.awaitReady(END_TIMEOUT);
    return new ScheduleRun(cluster, schedule, END_TIMEOUT).run();
  }

  private static long completes(ScheduleRun.ScheduleResult result) {
    String id = result.outcomes().get(0).id;
    return cluster.store.log().stream()
        .filter(entry -> entry.isComplete() && entry.key().startsWith("exports/" + id))
        .count();
  }
}
