package io.landfall.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.worker.RenderFixture;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskLedgerTest {
  private static final int RUNS = 25;
  private static final Duration TIMEOUT = Duration.ofSeconds(50);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** What a slow reader of the rules would keep. */
  private static final class Slow {
    private final Set<Integer> done = new HashSet<>();
    private final Set<Integer> reported = new HashSet<>();
    private final Map<Integer, Set<Integer>> leased = new HashMap<>(); // to whom
    private final Map<List<Integer>, Long> lastHeartbeat = new HashMap<>(); // of a task and worker
    private int copies;

    private boolean isHeldBy(int task, int worker) {
      return leased.getOrDefault(task, Set.of()).contains(worker);
    }

    private void lease(int task, int worker, long now) {
      var workers = leased.computeIfAbsent(task, any -> new HashSet<>());
      assertThat(workers.add(worker)).as("once to each").isTrue();
      assertThat(workers.size()).as("twice at most").isLessThanOrEqualTo(2);
      copies += workers.size() - 1;
      lastHeartbeat.put(List.of(task, worker), now);
    }

    private void takeBack(int task, int worker) {
      leased.computeIfPresent(
          task,
          (any, workers) -> {
            workers.remove(worker);
            return workers.isEmpty() ? null : workers;
          });
    }

    private Set<List<Integer>> leases() {
      return leased.entrySet().stream()
          .flatMap(lease -> lease.getValue().stream().map(to -> List.of(lease.getKey(), to)))
          .collect(Collectors.toSet());
    }

    long waiting() {
      return IntStream.range(0, RUNS)
          .filter(
              task -> !done.contains(task) && !reported.contains(task) && !leased.containsKey(task))
          .count();
    }
  }

  @Test
  void itAgreesWithASlowOneAfterAnyThing() {
    int copies = 0;
    for (long seed = 1; seed <= 30; seed++) {
      copies += run(seed);
    }
    assertThat(copies).as("tasks that two workers had").isPositive();
  }

  /** Does this and that until all is done; returns how many tasks two workers had. */
  private static int run(long seed) {
    var random = new Random(seed);
    var first = List.of(RenderFixture.stored(3, RUNS), RenderFixture.stored(RUNS - 1, RUNS));
    var ledger =
        new TaskLedger<Integer>(
            Collections.nCopies(RUNS, new ExpectedTask(4, 1)), first, Duration.ZERO);
    var slow = new Slow();
    slow.done.addAll(Set.of(3, RUNS - 1));
    for (long now = SECOND; now < 3000 * SECOND && !ledger.isComplete(); now += SECOND) {
      int worker = random.nextInt(5);
      int task = random.nextInt(RUNS);
      act(ledger, slow, random, worker, task, now);

      assertThat(ledger.waitingCount()).isEqualTo((int) slow.waiting());
      assertThat(ledger.leasedCount()).isEqualTo(slow.leases().size());
      assertThat(ledger.doneCount()).isEqualTo(slow.done.size());
      assertThat(ledger.readyCount(now)).isLessThanOrEqualTo(ledger.waitingCount());
      assertThat(ledger.tilesDone()).isLessThanOrEqualTo(4L * RUNS);
    }
    assertThat(ledger.isComplete()).as("all were leased and done in the end").isTrue();
    assertThat(ledger.storedTasks())
        .extracting(task -> task.index())
        .containsExactlyElementsOf(IntStream.range(0, RUNS).boxed().toList());
    assertThat(ledger.bytes()).isEqualTo(20L * RUNS);
    assertThat(ledger.tilesDone()).isEqualTo(4L * RUNS);
    return slow.copies;
  }

  private static void act(
      TaskLedger<Integer> ledger, Slow slow, Random random, int worker, int task, long now) {
    int kind = random.nextInt(100);
    boolean holds = slow.isHeldBy(task, worker);
    boolean isKnown = slow.done.contains(task) || slow.reported.contains(task);
    if (kind < 50) {
      ledger.lookForStragglers(now);
      OptionalInt leased = ledger.lease(worker, "node-" + worker, true, nodes -> true, now);
      if (leased.isPresent()) {
        assertThat(slow.done).doesNotContain(leased.getAsInt());
        assertThat(slow.reported).doesNotContain(leased.getAsInt());
        slow.lease(leased.getAsInt(), worker, now);
      }
    } else if (kind < 60) {
      if (!isKnown) {
        boolean isLate = random.nextInt(4) == 0 || !slow.leased.containsKey(task);
        int reporter = isLate ? worker : slow.leased.get(task).iterator().next();
        Set<Integer> others = new HashSet<>(slow.leased.getOrDefault(task, Set.of()));
        others.remove(reporter);
        assertThat(new HashSet<>(ledger.report(RenderFixture.stored(task, RUNS), reporter, now)))
            .isEqualTo(others);
        slow.leased.remove(task);
        slow.reported.add(task);
      }
    } else if (kind < 70) {
      ledger.commit(RenderFixture.stored(task, RUNS));
      if (slow.reported.remove(task)) {
        slow.done.add(task);
      }
    } else if (kind < 76) {
      assertThat(ledger.takeBack(task, worker)).isEqualTo(holds);
      slow.takeBack(task, worker);
    } else if (kind < 82) {
      assertThat(ledger.recordFailure(task, worker, "odd")).isEqualTo(holds);
      slow.takeBack(task, worker);
    } else if (kind < 84) {
      assertThat(new HashSet<>(ledger.removeWorker(worker, now))).isEqualTo(heldBy(slow, worker));
      heldBy(slow, worker).forEach(held -> slow.takeBack(held, worker));
    } else if (kind < 90) {
      var overdue = overdue(slow, now);
      assertThat(ledger.expireLeases(TIMEOUT, now))
          .containsExactlyInAnyOrderElementsOf(
              overdue.stream().map(lease -> lease.get(0)).toList());
      overdue.forEach(lease -> slow.takeBack(lease.get(0), lease.get(1)));
    } else if (holds) {
      ledger.heartbeat(task, worker, "node-" + worker, 1, now);
      slow.lastHeartbeat.put(List.of(task, worker), now);
    }
  }

  private static Set<Integer> heldBy(Slow slow, int worker) {
    return slow.leases().stream()
        .filter(lease -> lease.get(1) == worker)
        .map(lease -> lease.get(0))
        .collect(Collectors.toSet());
  }

  private static Set<List<Integer>> overdue(Slow slow, long now) {
    Set<List<Integer>> overdue = new HashSet<>(slow.leases());
    overdue.removeIf(lease -> now - slow.lastHeartbeat.get(lease) <= TIMEOUT.toNanos());
    return overdue;
  }
}
