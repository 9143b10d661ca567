package io.landfall.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What must hold when all is well again, whatever went wrong. */
final class Oracles {
  private static final Pattern COORDINATOR_LOG =
      Pattern.compile(
          "(?m)^(\\S+Z) INFO  \\S+ (Leasing task|Stored task|Rendering|Resuming)( \\d+ of)?"
              + " ([0-9a-f-]{36})");

  private final ChaosCluster cluster;
  private final List<String> violations = new ArrayList<>();

  Oracles(ChaosCluster cluster) {
    this.cluster = cluster;
  }

  /** Returns everything that does not hold. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Notes what somebody else has found. */
  void addViolation(String what) {
    violations.add(what);
  }

  private void reportViolation(String oracle, Object about, String what) {
    violations.add("%s %s: %s".formatted(oracle, about, what));
  }

  /** O1: the bytes are those of one process alone. */
  void checkBytes(ExportOutcome outcome, Path folder) {
    if (!outcome.status.equals("SUCCESS")) {
      return;
    }
    Path file = folder.resolve(outcome.id + outcome.kind.ending());
    try {
      cluster.client.download(outcome.id, outcome.file, file);
      long differs = Files.mismatch(file, cluster.referenceExports.reference(outcome.kind));
      if (differs >= 0) {
        reportViolation("O1", outcome, "differs from the reference at byte " + differs);
      } else {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AssertionError e) {
      reportViolation("O1", outcome, e.getMessage());
    }
  }

  /** O1, O2: what is in the user's bucket is the file, and was written there once. */
  void checkDelivered(ExportOutcome outcome, List<StoreProcess.StoreRequest> log) {
    if (!outcome.isDelivered || !outcome.isAcknowledged()) {
      return;
    }
    String key = StoreProcess.USER_PREFIX + outcome.id + "/" + outcome.file;
    if (outcome.status.equals("SUCCESS")) {
      try {
        byte[] reference = Files.readAllBytes(cluster.referenceExports.reference(outcome.kind));
        if (!Arrays.equals(cluster.store.object(key), reference)) {
          reportViolation("O1", outcome, key + " is not the reference");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    long commits =
        log.stream()
            .filter(entry -> entry.key().startsWith(StoreProcess.USER_PREFIX + outcome.id))
            .filter(
                entry ->
                    entry.key().endsWith(outcome.kind.ending()) && !entry.fault().equals("CORRUPT"))
            .filter(
                entry ->
                    entry.isComplete() || entry.hasWritten() && !entry.line().contains("uploadId="))
            .count();
    checkCommit(commits <= 1, outcome, key + " was written " + commits + " times");
  }

  /** O2: the store's own log knows of one commit a file, and of no other bytes under its key. */
  void checkCommits(List<ExportOutcome> outcomes, List<StoreProcess.StoreRequest> log) {
    for (ExportOutcome outcome : outcomes) {
      if (!outcome.isAcknowledged()) {
        continue;
      }
      Map<String, Integer> completes = new HashMap<>();
      Map<String, Set<String>> puts = new HashMap<>();
      for (var entry : log) {
        String key = entry.key();
        if (key.startsWith("exports/" + outcome.id) && key.endsWith(outcome.kind.ending())) {
          if (entry.isComplete()) {
            completes.merge(key, 1, Integer::sum);
          } else if (entry.hasWritten() && !entry.line().contains("uploadId=")) {
            puts.computeIfAbsent(key, any -> new HashSet<>()).add(entry.etag());
          }
        }
      }
      completes.forEach(
          (key, n) -> checkCommit(n == 1, outcome, key + " was completed " + n + " times"));
      puts.forEach(
          (key, etags) ->
              checkCommit(
                  completes.containsKey(key) || countUncorrupted(etags, log, key) <= 1,
                  outcome,
                  key + " was written with other bytes: " + etags));
      boolean isCommitted = !completes.isEmpty() || !puts.isEmpty();
      checkCommit(
          !outcome.status.equals("SUCCESS") || isCommitted,
          outcome,
          "SUCCESS, but never committed");
    }
  }

  /** What the store corrupted on request is not the cluster's writing. */
  private static long countUncorrupted(
      Set<String> etags, List<StoreProcess.StoreRequest> log, String key) {
    return etags.stream()
        .filter(
            etag ->
                log.stream()
                    .noneMatch(
                        entry ->
                            entry.fault().equals("CORRUPT")
                                && entry.key().equals(key)
                                && entry.etag().equals(etag)))
        .count();
  }

  private void checkCommit(boolean holds, ExportOutcome outcome, String what) {
    if (!holds) {
      reportViolation("O2", outcome, what);
    }
  }

  /** O3: the journal is whole and its order is legal. */
  void checkJournal(Journal journal) {
    journal.violations().forEach(fault -> reportViolation("O3", journal.export, fault));
  }

  /** No task that is in the journal is given to a worker again. */
  void checkTasksRenderedOnce(Journal journal, Map<ChaosNode, Long> since) {
    Map<Integer, Instant> stored = new HashMap<>();
    for (Journal.JournalRow row : journal.rows) {
      if (row.name().equals("retried")) {
        return; // tasks are logged by number only, and the numbers begin anew
      }
      if (row.name().equals("taskStored")) {
        stored.put(Journal.taskIndex(row), Instant.parse(row.event().path("at").asText()));
      }
    }
    for (ChaosNode node : cluster.controls()) {
      checkLeases(journal.export, stored, node.output(since.get(node)));
    }
  }

  /**
   * A task is not leased by a coordinator that has stored it, or was begun when it was stored. One
   * that a coordinator before has sent on its way comes to the entity when that has begun the next,
   * which is not told of it and renders it again, as late as its turn comes.
   */
  void checkLeases(String export, Map<Integer, Instant> stored, String log) {
    Set<Integer> reported = new HashSet<>();
    Instant begun = Instant.MIN;
    for (MatchResult line : COORDINATOR_LOG.matcher(log).results().toList()) {
      if (!line.group(4).equals(export)) {
        continue;
      }
      if (line.group(2).startsWith("R")) {
        reported.clear(); // a new coordinator
        begun = Instant.parse(line.group(1));
        continue;
      }
      int taskIndex = Integer.parseInt(line.group(3).strip().split(" ")[0]);
      if (line.group(2).startsWith("Stored")) {
        reported.add(taskIndex);
      } else if (reported.contains(taskIndex) || isLongAfter(begun, stored.get(taskIndex))) {
        reportViolation("O-once", export, line.group());
      }
    }
  }

  /** The entity asks for a coordinator before it takes what waits for it, the log tells later. */
  private static boolean isLongAfter(Instant begun, Instant stored) {
    return stored != null && begun.isAfter(stored.plusSeconds(2));
  }

  /** O4: whatever was acknowledged has ended, and well unless it was cancelled. */
  void checkEnded(ExportOutcome outcome) {
    if (!outcome.hasEnded()) {
      reportViolation("O4", outcome, "has not ended");
    } else if (outcome.status.equals("ERROR") && !outcome.isCancelAsked) {
      reportViolation("O4", outcome, "failed without a reason");
    }
  }

  /** O6: no secret is in what the nodes print or the journal holds. */
  void checkSecrets(Map<ChaosNode, Long> since, List<Journal> journals) {
    for (String secret : cluster.secrets) {
      since.forEach(
          (node, from) -> {
            if (node.output(from).contains(secret)) {
              reportViolation(
                  "O6", node, "its log holds a secret: " + secret.substring(0, 9) + "...");
            }
          });
      for (Journal journal : journals) {
        if (journal.rows.stream().anyMatch(row -> row.event().toString().contains(secret))) {
          reportViolation("O6", journal.export, "its journal holds a secret");
        }
      }
    }
  }

  /** O7: nothing is left open or lying about; what is, gets {@code millis} to go. */
  void checkNoOrphans(List<ExportOutcome> outcomes, long millis) {
    long until = System.nanoTime() + millis * 1_000_000;
    List<String> orphans = orphans(outcomes);
    while (!orphans.isEmpty() && System.nanoTime() < until) {
      Shell.sleep(500);
      orphans = orphans(outcomes);
    }
    orphans.forEach(line -> reportViolation("O7", "store", "left " + line));
  }

  private List<String> orphans(List<ExportOutcome> outcomes) {
    return cluster.store.state().stream()
        .filter(
            line ->
                outcomes.stream()
                    .filter(ExportOutcome::isAcknowledged)
                    .anyMatch(outcome -> line.contains(outcome.id)))
        .filter(line -> !line.startsWith("object " + StoreProcess.USER_PREFIX))
        .filter(line -> !line.startsWith("object exports/") || isCanceled(line, outcomes))
        .toList();
  }

  private static boolean isCanceled(String line, List<ExportOutcome> outcomes) {
    return outcomes.stream()
        .anyMatch(
            outcome ->
                outcome.isCancelAsked
                    && !outcome.isGiven
                    && outcome.status.equals("ERROR")
                    && line.contains(outcome.id));
  }
}
