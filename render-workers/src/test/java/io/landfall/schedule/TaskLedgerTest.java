package io.landfall.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.worker.RenderFixture;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskLedgerTest {
  private static final int RUNS = 25;
  private static final Duration TIMEOUT = Duration.ofNanos(50);

  /** What a slow reader of the rules would keep. */
  private static final class Slow {
    private final Set<Integer> done = new HashSet<>();
    private final Set<Integer> reported = new HashSet<>();
    private final Map<Integer, Integer> leased = new HashMap<>();
    private final Map<Integer, Long> lastHeartbeat = new HashMap<>();

    long waiting() {
      return IntStream.range(0, RUNS)
          .filter(
              task -> !done.contains(task) && !reported.contains(task) && !leased.containsKey(task))
          .count();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void itAgreesWithASlowOneAfterAnyThing(long seed) {
    var random = new Random(seed);
    var first = List.of(RenderFixture.stored(3, RUNS), RenderFixture.stored(RUNS - 1, RUNS));
    var ledger = new TaskLedger<Integer>(RUNS, 4L * RUNS, first, Duration.ZERO);
    var slow = new Slow();
    slow.done.addAll(Set.of(3, RUNS - 1));
    for (long now = 1; now < 3000 && !ledger.isComplete(); now++) {
      int worker = random.nextInt(5);
      int task = random.nextInt(RUNS);
      act(ledger, slow, random.nextInt(100), worker, task, now);

      assertThat(ledger.waitingCount()).isEqualTo((int) slow.waiting());
      assertThat(ledger.leasedCount()).isEqualTo(slow.leased.size());
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
  }

  private static void act(
      TaskLedger<Integer> ledger, Slow slow, int kind, int worker, int task, long now) {
    boolean holds = Integer.valueOf(worker).equals(slow.leased.get(task));
    boolean isKnown = slow.done.contains(task) || slow.reported.contains(task);
    if (kind < 50) {
      OptionalInt leased = ledger.lease(worker, "node-" + worker, nodes -> true, now);
      leased.ifPresent(
          which -> {
            assertThat(slow.done).doesNotContain(which);
            assertThat(slow.reported).doesNotContain(which);
            assertThat(slow.leased.put(which, worker)).as("leased once at a time").isNull();
            slow.lastHeartbeat.put(which, now);
          });
    } else if (kind < 60) {
      assertThat(ledger.report(RenderFixture.stored(task, RUNS))).isEqualTo(!isKnown);
      slow.leased.remove(task);
      if (!isKnown) {
        slow.reported.add(task);
      }
    } else if (kind < 70) {
      ledger.commit(RenderFixture.stored(task, RUNS));
      if (slow.reported.remove(task)) {
        slow.done.add(task);
      }
    } else if (kind < 76) {
      assertThat(ledger.takeBack(task, worker)).isEqualTo(holds);
      slow.leased.remove(task, worker);
    } else if (kind < 82) {
      assertThat(ledger.recordFailure(task, worker, "odd")).isEqualTo(holds);
      slow.leased.remove(task, worker);
    } else if (kind < 84) {
      assertThat(new HashSet<>(ledger.removeWorker(worker, now)))
          .isEqualTo(new HashSet<>(heldBy(slow, worker)));
      slow.leased.values().removeIf(holder -> holder == worker);
    } else if (kind < 90) {
      var silent = ledger.expireLeases(TIMEOUT, now);
      assertThat(new HashSet<>(silent)).isEqualTo(overdue(slow, now));
      silent.forEach(slow.leased::remove);
    } else if (holds) {
      ledger.heartbeat(task, worker, "node-" + worker, 1, now);
      slow.lastHeartbeat.put(task, now);
    }
  }

  private static List<Integer> heldBy(Slow slow, int worker) {
    return slow.leased.entrySet().stream()
        .filter(lease -> lease.getValue() == worker)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Set<Integer> overdue(Slow slow, long now) {
    Set<Integer> overdue = new HashSet<>(slow.leased.keySet());
    overdue.removeIf(task -> now - slow.lastHeartbeat.get(task) <= TIMEOUT.toNanos());
    return overdue;
  }
}
