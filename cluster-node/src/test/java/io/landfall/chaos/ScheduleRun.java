package io.landfall.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Runs one schedule on a cluster that is well, heals it, and looks whether all holds. */
final class ScheduleRun {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(3);

  /** As long as a cluster may take until it is ready: what is down longer is told by that. */
  private static final Duration CALL_TIMEOUT = READY_TIMEOUT;

  private static final long FAILPOINT_WAIT_MILLIS = 25_000;
  private static final long ORPHAN_COLLECTION_MILLIS = 60_000;

  /** Faults that need this long before all is undone, by themselves or by healing. */
  private static final long LONGEST_FAULT_MILLIS = 20_500;

  private final ChaosCluster cluster;
  private final Schedule schedule;
  private final Duration endTimeout;
  private final List<ExportOutcome> outcomes = new ArrayList<>();
  private final List<String> history = new CopyOnWriteArrayList<>();
  private final List<Schedule.Fault> injected = new CopyOnWriteArrayList<>();
  private final Map<ChaosNode, Long> logOffsets = new LinkedHashMap<>();
  private final Set<String> canceled = ConcurrentHashMap.newKeySet();
  private final List<Failover> failovers = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Oracles oracles;
  private long startNanos;
  private volatile long lastInjectionNanos;

  /** What became of it. */
  record ScheduleResult(
      Schedule schedule,
      List<ExportOutcome> outcomes,
      List<Long> failovers,
      List<String> violations,
      List<String> history,
      long millis) {
    /** A violation may quote a whole answer, and several of them hide each other. */
    private static final int REPORT_LENGTH = 2_000;

    boolean isOk() {
      return violations.isEmpty();
    }

    /** Returns what is known where all files are lost: what is wrong, then what happened before. */
    String report() {
      String whole = this + "\n" + String.join("\n", history);
      return whole.length() <= REPORT_LENGTH ? whole : whole.substring(0, REPORT_LENGTH) + "...";
    }

    @Override
    public String toString() {
      return "seed=%d faults=%s exports=%s%s %.1fs %s"
          .formatted(
              schedule.seed(),
              schedule.faultNames(),
              outcomes.stream()
                  .map(outcome -> outcome.kind + ":" + outcome.status)
                  .collect(Collectors.joining(",")),
              failovers.isEmpty() ? "" : " failover-ms=" + failovers,
              millis / 1000.0,
              isOk() ? "ok" : "FAILED " + violations);
    }
  }

  /**
   * @param endTimeout after healing, by when all must have ended
   */
  ScheduleRun(ChaosCluster cluster, Schedule schedule, Duration endTimeout) {
    this.cluster = cluster;
    this.schedule = schedule;
    this.endTimeout = endTimeout;
    this.oracles = new Oracles(cluster);
  }

  ScheduleResult run() {
    cluster.nodes.forEach(node -> logOffsets.put(node, node.logSize()));
    cluster.failpoints.reset();
    startNanos = System.nanoTime();
    for (int i = 0; i < schedule.kinds().size(); i++) {
      outcomes.add(
          new ExportOutcome(
              schedule.kinds().get(i),
              "%d-%d-%d".formatted(schedule.seed(), i, startNanos),
              (schedule.seed() + i) % 2 == 0));
    }
    for (Schedule.Fault fault : schedule.faults()) {
      arm(fault);
    }
    for (List<Schedule.ClientAction> inTurn : schedule.actionsByClient()) {
      runAt(0, () -> inTurn.forEach(this::perform));
    }
    outcomes.forEach(outcome -> runAt(0, () -> submit(outcome)));
    awaitFaults();
    heal();
    awaitExportsEnded();
    var journals = checkOracles();
    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    var result =
        new ScheduleResult(
            schedule,
            outcomes,
            failovers.stream().map(Failover::millis).toList(),
            oracles.violations(),
            List.copyOf(history),
            millis);
    if (!result.isOk() || Boolean.getBoolean("chaos.keep")) {
      saveDiagnostics(result, journals);
    }
    outcomes.stream()
        .filter(ExportOutcome::isAcknowledged)
        .forEach(
            outcome -> {
              cluster.store.deleteObjects("exports/" + outcome.id);
              cluster.store.deleteObjects(StoreProcess.USER_PREFIX + outcome.id);
            });
    return result;
  }

  private void arm(Schedule.Fault fault) {
    if (fault.failpoint() == null) {
      runAt(
          fault.occurrenceOrMillis(),
          () ->
              inject(fault, cluster.nodes.get(fault.node() - 1), outcomes.get(fault.export()).id));
      return;
    }
    cluster.failpoints.on(
        fault.failpoint(),
        fault.occurrenceOrMillis(),
        hit -> {
          ChaosNode target = cluster.findNode(hit.pid());
          if (target != null) {
            inject(fault, target, hit.subject());
          }
        });
  }

  private void inject(Schedule.Fault fault, ChaosNode target, String export) {
    log("inject %s on %s".formatted(fault, target));
    injected.add(fault);
    lastInjectionNanos = System.nanoTime();
    if (fault.injector() == FaultInjector.CANCEL) {
      cancel(export);
      return;
    }
    boolean isMeasured = export != null && fault.injector() == FaultInjector.KILL_ENTITY;
    ChaosNode host = isMeasured ? cluster.findRenderingNode(export) : null;
    fault.injector().inject(cluster, target, export);
    if (host != null && !host.isAlive()) {
      failovers.add(new Failover(cluster).start(export, host));
    }
  }

  /** The one who waits at the failpoint may be whom the call asks, so it is not waited for. */
  private void cancel(String export) {
    if (export != null && export.length() > 1) {
      canceled.add(export);
      var caller = new Thread(() -> requestCancel(export), "cancel");
      caller.setDaemon(true);
      caller.start();
      Shell.sleep(400);
    }
  }

  private void requestCancel(String export) {
    log(
        "cancel %s: %d"
            .formatted(export, cluster.client.postAction(export, "cancel", CALL_TIMEOUT).status()));
  }

  private void runAt(long millis, Runnable work) {
    var thread =
        new Thread(
            () -> {
              sleepUntil(millis);
              work.run();
            },
            "schedule");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (one, thrown) -> log("a thread of the schedule broke: " + thrown));
    threads.add(thread);
    thread.start();
  }

  private void sleepUntil(long millis) {
    Shell.sleep(Math.max(0, millis - elapsedMillis()));
  }

  private void submit(ExportOutcome outcome) {
    var answer =
        cluster.client.submit(outcome.body(cluster.bucketConfig()), outcome.key, CALL_TIMEOUT);
    log("submit %s: %d".formatted(outcome.kind, answer.status()));
    if (answer.status() == 202) {
      outcome.id = answer.json().path("id").asText();
    } else {
      outcome.detail = "not accepted: %d %s".formatted(answer.status(), answer.body());
    }
  }

  private void perform(Schedule.ClientAction action) {
    sleepUntil(action.atMillis() + (action.isAfterFault() ? awaitFirstFault() : 0));
    ExportOutcome outcome = outcomes.get(action.export());
    if (action.action().equals("duplicate")) {
      var answer =
          cluster.client.submit(outcome.body(cluster.bucketConfig()), outcome.key, CALL_TIMEOUT);
      String id = answer.json().path("id").asText();
      log("duplicate of %s: %d".formatted(outcome.kind, answer.status()));
      if (answer.status() == 202 && outcome.id == null) {
        outcome.id = id;
      } else if (answer.status() == 202 && !id.equals(outcome.id)) {
        log("BROKEN the same key gave " + id + " and " + outcome.id);
      }
      return;
    }
    for (int i = 0; i < 100 && outcome.id == null; i++) {
      Shell.sleep(100);
    }
    if (outcome.id != null) {
      outcome.isCancelAsked |= action.action().equals("cancel");
      var answer = act(outcome, action.action());
      outcome.mayBeLeftPaused |=
          action.action().equals("pause") && answer.isOfLaterTry() || !answer.isDecided();
    }
  }

  private long awaitFirstFault() {
    while (injected.isEmpty() && elapsedMillis() < FAILPOINT_WAIT_MILLIS) {
      Shell.sleep(20);
    }
    return injected.isEmpty() ? 0 : (lastInjectionNanos - startNanos) / 1_000_000;
  }

  private ApiClient.ApiResponse act(ExportOutcome outcome, String action) {
    var answer = cluster.client.postAction(outcome.id, action, CALL_TIMEOUT);
    log("%s of %s: %d".formatted(action, outcome.kind, answer.status()));
    return answer;
  }

  /**
   * Waits for what is planned by time; what waits for a failpoint that is never reached is let be.
   */
  private void awaitFaults() {
    for (Thread thread : threads) {
      join(thread);
    }
    while (injected.size() < schedule.faults().size()
        && elapsedMillis() < FAILPOINT_WAIT_MILLIS
        && !isAllEnded()) {
      Shell.sleep(300);
    }
    boolean isLongFault =
        injected.stream()
            .anyMatch(
                fault ->
                    fault.injector() == FaultInjector.STOP_20
                        || fault.injector() == FaultInjector.FLAP
                        || fault.injector() == FaultInjector.PARTITION
                        || fault.injector() == FaultInjector.ONE_WAY);
    long faultMillis = isLongFault ? LONGEST_FAULT_MILLIS : 8_500;
    while (!injected.isEmpty()
        && (System.nanoTime() - lastInjectionNanos) / 1_000_000 < faultMillis) {
      if (!isLongFault && isAllEnded()) {
        break;
      }
      Shell.sleep(300);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isAllEnded() {
    outcomes.stream().filter(ExportOutcome::isAcknowledged).forEach(this::refreshStatus);
    return outcomes.stream().allMatch(outcome -> !outcome.isAcknowledged() || outcome.hasEnded());
  }

  private void refreshStatus(ExportOutcome outcome) {
    if (outcome.hasEnded()) {
      return;
    }
    var answer = cluster.client.getExport(outcome.id);
    if (answer.status() == 200) {
      JsonNode export = answer.json();
      outcome.status = export.path("status").asText();
      outcome.detail = export.path("statusReason").asText() + export.path("error").toString();
      outcome.isGiven = export.path("deliveries").findValuesAsText("status").contains("SUCCESS");
      outcome.file = export.path("result").path("files").path(0).path("name").asText();
    }
  }

  private void heal() {
    cluster.failpoints.reset();
    cluster.heal();
    log("healed");
    try {
      cluster.awaitReady(READY_TIMEOUT);
      log("ready");
    } catch (IllegalStateException e) {
      log("BROKEN " + e.getMessage());
    }
  }

  private void awaitExportsEnded() {
    awaitEndTimeout();
    log("ended: " + outcomes);
    outcomes.forEach(outcome -> outcome.isCancelAsked |= canceled.contains(outcome.id));
    List<ExportOutcome> failed =
        outcomes.stream()
            .filter(outcome -> outcome.status.equals("ERROR") && !outcome.isCancelAsked)
            .filter(outcome -> schedule.mayFailExports())
            .toList();
    failed.forEach(this::retry);
    if (!failed.isEmpty()) {
      awaitEndTimeout();
      log("ended after another try: " + outcomes);
    }
  }

  private void awaitEndTimeout() {
    long until = System.nanoTime() + endTimeout.toNanos();
    while (!isAllEnded() && System.nanoTime() < until) {
      outcomes.stream()
          .filter(outcome -> outcome.mayBeLeftPaused && outcome.isPaused())
          .forEach(outcome -> act(outcome, "resume"));
      Shell.sleep(300);
    }
  }

  /** What failed for a reason that is gone goes well when it is tried again. */
  private void retry(ExportOutcome outcome) {
    var answer = act(outcome, "retry");
    if (answer.status() == 202) {
      outcome.status = "";
    }
  }

  private List<Journal> checkOracles() {
    List<Journal> journals = new ArrayList<>();
    for (ExportOutcome outcome : outcomes) {
      if (!outcome.isAcknowledged()) {
        history.add("BROKEN never acknowledged: " + outcome);
        continue;
      }
      oracles.checkEnded(outcome);
      oracles.checkBytes(outcome, cluster.folder);
      oracles.checkDelivered(outcome, cluster.store.log());
    }
    oracles.checkNoOrphans(outcomes, ORPHAN_COLLECTION_MILLIS);
    for (ExportOutcome outcome : outcomes) {
      if (outcome.isAcknowledged()) {
        var journal = Journal.read(cluster.postgres, outcome.id);
        journals.add(journal);
        oracles.checkJournal(journal);
        if (!schedule.makesStaleCopies()) {
          oracles.checkTasksRenderedOnce(journal, logOffsets);
        }
      }
    }
    oracles.checkCommits(outcomes, cluster.store.log());
    oracles.checkSecrets(logOffsets, journals);
    history.stream().filter(line -> line.contains("BROKEN")).forEach(oracles::addViolation);
    return journals;
  }

  private long elapsedMillis() {
    return (System.nanoTime() - startNanos) / 1_000_000;
  }

  private void log(String what) {
    history.add("%.1f %s".formatted(elapsedMillis() / 1000.0, what));
  }

  /** Keeps what a person needs to see why. */
  private void saveDiagnostics(ScheduleResult result, List<Journal> journals) {
    Path folder = cluster.folder.resolveSibling("chaos-failed").resolve("" + schedule.seed());
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("schedule.txt"), result + "\n\n" + String.join("\n", history) + "\n");
      for (Journal journal : journals) {
        Files.writeString(folder.resolve(journal.export + ".journal"), journal.toString());
      }
      for (var log : logOffsets.entrySet()) {
        Files.writeString(
            folder.resolve(log.getKey() + ".log"), log.getKey().output(log.getValue()));
      }
      Files.write(
          folder.resolve("store.log"),
          cluster.store.log().stream()
              .filter(
                  entry ->
                      outcomes.stream().anyMatch(o -> o.id != null && entry.line().contains(o.id)))
              .map(Object::toString)
              .toList(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
