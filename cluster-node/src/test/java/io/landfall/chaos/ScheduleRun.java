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
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long BARRIERS_WAIT_MILLIS = 25_000;
  private static final long LEFT_MILLIS = 60_000;

  /** Faults that need this long before all is undone, by themselves or by healing. */
  private static final long LONGEST_FAULT_MILLIS = 20_500;

  private final ChaosCluster cluster;
  private final Schedule schedule;
  private final Duration bound;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<String> history = new CopyOnWriteArrayList<>();
  private final List<Schedule.Fault> struck = new CopyOnWriteArrayList<>();
  private final Map<ChaosNode, Long> logs = new LinkedHashMap<>();
  private final Set<String> canceled = ConcurrentHashMap.newKeySet();
  private final List<Failover> failovers = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Oracles oracles;
  private long begin;
  private volatile long lastStrike;

  /** What became of it. */
  record Result(
      Schedule schedule,
      List<Outcome> outcomes,
      List<Long> failovers,
      List<String> broken,
      long millis) {
    boolean isOk() {
      return broken.isEmpty();
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
              isOk() ? "ok" : "FAILED " + broken);
    }
  }

  /**
   * @param bound after healing, by when all must have ended
   */
  ScheduleRun(ChaosCluster cluster, Schedule schedule, Duration bound) {
    this.cluster = cluster;
    this.schedule = schedule;
    this.bound = bound;
    this.oracles = new Oracles(cluster);
  }

  Result run() {
    cluster.nodes.forEach(node -> logs.put(node, node.logSize()));
    cluster.barriers.reset();
    begin = System.nanoTime();
    for (int i = 0; i < schedule.kinds().size(); i++) {
      outcomes.add(
          new Outcome(schedule.kinds().get(i), "%d-%d-%d".formatted(schedule.seed(), i, begin)));
    }
    for (Schedule.Fault fault : schedule.faults()) {
      plan(fault);
    }
    for (Schedule.Act act : schedule.acts()) {
      at(act.atMillis(), () -> act(act));
    }
    outcomes.forEach(outcome -> at(0, () -> submit(outcome)));
    letPass();
    heal();
    awaitEnds();
    var journals = check();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    var result =
        new Result(
            schedule,
            outcomes,
            failovers.stream().map(Failover::millis).toList(),
            oracles.broken(),
            millis);
    if (!result.isOk()) {
      keep(result, journals);
    }
    outcomes.stream()
        .filter(Outcome::isAcknowledged)
        .forEach(outcome -> cluster.store.forget("exports/" + outcome.id));
    return result;
  }

  private void plan(Schedule.Fault fault) {
    if (fault.point() == null) {
      at(
          fault.when(),
          () ->
              strike(fault, cluster.nodes.get(fault.node() - 1), outcomes.get(fault.export()).id));
      return;
    }
    cluster.barriers.on(
        fault.point(),
        fault.when(),
        arrival -> {
          ChaosNode here = cluster.nodeOf(arrival.pid());
          if (here != null) {
            strike(fault, here, arrival.about());
          }
        });
  }

  private void strike(Schedule.Fault fault, ChaosNode here, String export) {
    tell("strike %s on %s".formatted(fault, here));
    struck.add(fault);
    lastStrike = System.nanoTime();
    if (fault.nemesis() == Nemesis.CANCEL) {
      cancel(export);
      return;
    }
    boolean isMeasured = export != null && fault.nemesis() == Nemesis.KILL_ENTITY;
    ChaosNode host = isMeasured ? cluster.hostOf(export) : null;
    fault.nemesis().strike(cluster, here, export);
    if (host != null && !host.isAlive()) {
      failovers.add(new Failover(cluster).begin(export, host));
    }
  }

  /** The one who waits at the barrier may be whom the call asks, so it is not waited for. */
  private void cancel(String export) {
    if (export != null && export.length() > 1) {
      canceled.add(export);
      var caller = new Thread(() -> tellCancel(export), "cancel");
      caller.setDaemon(true);
      caller.start();
      Shell.sleep(400);
    }
  }

  private void tellCancel(String export) {
    tell(
        "cancel %s: %d".formatted(export, cluster.client.act(export, "cancel", PATIENCE).status()));
  }

  private void at(long millis, Runnable work) {
    var thread =
        new Thread(
            () -> {
              Shell.sleep(Math.max(0, millis - (System.nanoTime() - begin) / 1_000_000));
              work.run();
            },
            "schedule");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (one, thrown) -> tell("a thread of the schedule broke: " + thrown));
    threads.add(thread);
    thread.start();
  }

  private void submit(Outcome outcome) {
    var answer = cluster.client.submit(outcome.kind.body, outcome.key, PATIENCE);
    tell("submit %s: %d".formatted(outcome.kind, answer.status()));
    if (answer.status() == 202) {
      outcome.id = answer.json().path("id").asText();
    } else {
      outcome.detail = "not accepted: %d %s".formatted(answer.status(), answer.body());
    }
  }

  private void act(Schedule.Act act) {
    Outcome outcome = outcomes.get(act.export());
    if (act.what().equals("duplicate")) {
      var answer = cluster.client.submit(outcome.kind.body, outcome.key, PATIENCE);
      String id = answer.json().path("id").asText();
      tell("duplicate of %s: %d".formatted(outcome.kind, answer.status()));
      if (answer.status() == 202 && outcome.id == null) {
        outcome.id = id;
      } else if (answer.status() == 202 && !id.equals(outcome.id)) {
        tell("BROKEN the same key gave " + id + " and " + outcome.id);
      }
      return;
    }
    for (int i = 0; i < 100 && outcome.id == null; i++) {
      Shell.sleep(100);
    }
    if (outcome.id != null) {
      outcome.isCancelAsked |= act.what().equals("cancel");
      var answer = cluster.client.act(outcome.id, act.what(), PATIENCE);
      tell("%s of %s: %d".formatted(act.what(), outcome.kind, answer.status()));
    }
  }

  /**
   * Waits for what is planned by time; what waits for a barrier that is never reached is let be.
   */
  private void letPass() {
    for (Thread thread : threads) {
      join(thread);
    }
    while (struck.size() < schedule.faults().size()
        && sinceBegin() < BARRIERS_WAIT_MILLIS
        && !haveAllEnded()) {
      Shell.sleep(300);
    }
    boolean isLasting =
        struck.stream()
            .anyMatch(
                fault ->
                    fault.nemesis() == Nemesis.STOP_20
                        || fault.nemesis() == Nemesis.FLAP
                        || fault.nemesis() == Nemesis.PARTITION
                        || fault.nemesis() == Nemesis.ONE_WAY);
    long lasting = isLasting ? LONGEST_FAULT_MILLIS : 8_500;
    while (!struck.isEmpty() && (System.nanoTime() - lastStrike) / 1_000_000 < lasting) {
      if (!isLasting && haveAllEnded()) {
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

  private boolean haveAllEnded() {
    outcomes.stream().filter(Outcome::isAcknowledged).forEach(this::look);
    return outcomes.stream().allMatch(outcome -> !outcome.isAcknowledged() || outcome.hasEnded());
  }

  private void look(Outcome outcome) {
    if (outcome.hasEnded()) {
      return;
    }
    var answer = cluster.client.show(outcome.id);
    if (answer.status() == 200) {
      JsonNode export = answer.json();
      outcome.status = export.path("status").asText();
      outcome.detail = export.path("statusReason").asText() + export.path("error").toString();
      outcome.file = export.path("result").path("files").path(0).path("name").asText();
    }
  }

  private void heal() {
    cluster.barriers.reset();
    cluster.heal();
    tell("healed");
    try {
      cluster.awaitReady(Duration.ofMinutes(3));
      tell("ready");
    } catch (IllegalStateException e) {
      tell("BROKEN " + e.getMessage());
    }
  }

  private void awaitEnds() {
    awaitUntilBound();
    tell("ended: " + outcomes);
    outcomes.forEach(outcome -> outcome.isCancelAsked |= canceled.contains(outcome.id));
    List<Outcome> failed =
        outcomes.stream()
            .filter(outcome -> outcome.status.equals("ERROR") && !outcome.isCancelAsked)
            .filter(outcome -> schedule.mayFailExports())
            .toList();
    failed.forEach(this::retry);
    if (!failed.isEmpty()) {
      awaitUntilBound();
      tell("ended after another try: " + outcomes);
    }
  }

  private void awaitUntilBound() {
    long until = System.nanoTime() + bound.toNanos();
    while (!haveAllEnded() && System.nanoTime() < until) {
      Shell.sleep(300);
    }
  }

  /** What failed for a reason that is gone goes well when it is tried again. */
  private void retry(Outcome outcome) {
    var answer = cluster.client.act(outcome.id, "retry", PATIENCE);
    tell("retry of %s: %d".formatted(outcome.kind, answer.status()));
    if (answer.status() == 202) {
      outcome.status = "";
    }
  }

  private List<Journal> check() {
    List<Journal> journals = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (!outcome.isAcknowledged()) {
        history.add("BROKEN never acknowledged: " + outcome);
        continue;
      }
      oracles.ended(outcome);
      oracles.bytes(outcome, cluster.folder);
    }
    oracles.nothingLeft(outcomes, LEFT_MILLIS);
    for (Outcome outcome : outcomes) {
      if (outcome.isAcknowledged()) {
        var journal = Journal.read(cluster.postgres, outcome.id);
        journals.add(journal);
        oracles.journal(journal);
        if (!schedule.makesStaleCopies()) {
          oracles.rendersOnce(journal, logs);
        }
      }
    }
    oracles.commits(outcomes, cluster.store.log());
    oracles.secrets(logs, journals);
    history.stream().filter(line -> line.contains("BROKEN")).forEach(oracles::note);
    return journals;
  }

  private long sinceBegin() {
    return (System.nanoTime() - begin) / 1_000_000;
  }

  private void tell(String what) {
    history.add("%.1f %s".formatted(sinceBegin() / 1000.0, what));
  }

  /** Keeps what a person needs to see why. */
  private void keep(Result result, List<Journal> journals) {
    Path folder = cluster.folder.resolveSibling("chaos-failed").resolve("" + schedule.seed());
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("schedule.txt"), result + "\n\n" + String.join("\n", history) + "\n");
      for (Journal journal : journals) {
        Files.writeString(folder.resolve(journal.export + ".journal"), journal.toString());
      }
      for (var log : logs.entrySet()) {
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
