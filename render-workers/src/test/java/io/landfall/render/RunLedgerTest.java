package io.landfall.render;

import static org.assertj.core.api.Assertions.assertThat;

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

class RunLedgerTest {
  private static final int RUNS = 25;
  private static final Duration TIMEOUT = Duration.ofNanos(50);

  /** What a slow reader of the rules would keep. */
  private static final class Slow {
    private final Set<Integer> done = new HashSet<>();
    private final Set<Integer> told = new HashSet<>();
    private final Map<Integer, Integer> leased = new HashMap<>();
    private final Map<Integer, Long> heard = new HashMap<>();

    long waiting() {
      return IntStream.range(0, RUNS)
          .filter(run -> !done.contains(run) && !told.contains(run) && !leased.containsKey(run))
          .count();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void itAgreesWithASlowOneAfterAnyThing(long seed) {
    var random = new Random(seed);
    var first = List.of(RenderFixture.stored(3, RUNS), RenderFixture.stored(RUNS - 1, RUNS));
    var ledger = new RunLedger<Integer>(RUNS, 4L * RUNS, first, Duration.ZERO);
    var slow = new Slow();
    slow.done.addAll(Set.of(3, RUNS - 1));
    for (long now = 1; now < 3000 && !ledger.isComplete(); now++) {
      int worker = random.nextInt(5);
      int run = random.nextInt(RUNS);
      act(ledger, slow, random.nextInt(100), worker, run, now);

      assertThat(ledger.waiting()).isEqualTo((int) slow.waiting());
      assertThat(ledger.leased()).isEqualTo(slow.leased.size());
      assertThat(ledger.doneCount()).isEqualTo(slow.done.size());
      assertThat(ledger.ready(now)).isLessThanOrEqualTo(ledger.waiting());
      assertThat(ledger.tilesDone()).isLessThanOrEqualTo(4L * RUNS);
    }
    assertThat(ledger.isComplete()).as("all were leased and done in the end").isTrue();
    assertThat(ledger.done())
        .extracting(run -> run.run())
        .containsExactlyElementsOf(IntStream.range(0, RUNS).boxed().toList());
    assertThat(ledger.bytes()).isEqualTo(20L * RUNS);
    assertThat(ledger.tilesDone()).isEqualTo(4L * RUNS);
  }

  private static void act(
      RunLedger<Integer> ledger, Slow slow, int kind, int worker, int run, long now) {
    boolean holds = Integer.valueOf(worker).equals(slow.leased.get(run));
    boolean isKnown = slow.done.contains(run) || slow.told.contains(run);
    if (kind < 50) {
      OptionalInt leased = ledger.lease(worker, "node-" + worker, nodes -> true, now);
      leased.ifPresent(
          which -> {
            assertThat(slow.done).doesNotContain(which);
            assertThat(slow.told).doesNotContain(which);
            assertThat(slow.leased.put(which, worker)).as("leased once at a time").isNull();
            slow.heard.put(which, now);
          });
    } else if (kind < 60) {
      assertThat(ledger.told(RenderFixture.stored(run, RUNS))).isEqualTo(!isKnown);
      slow.leased.remove(run);
      if (!isKnown) {
        slow.told.add(run);
      }
    } else if (kind < 70) {
      ledger.accepted(RenderFixture.stored(run, RUNS));
      if (slow.told.remove(run)) {
        slow.done.add(run);
      }
    } else if (kind < 76) {
      assertThat(ledger.returned(run, worker)).isEqualTo(holds);
      slow.leased.remove(run, worker);
    } else if (kind < 82) {
      assertThat(ledger.failed(run, worker, "odd")).isEqualTo(holds);
      slow.leased.remove(run, worker);
    } else if (kind < 84) {
      assertThat(new HashSet<>(ledger.lost(worker, now)))
          .isEqualTo(new HashSet<>(heldBy(slow, worker)));
      slow.leased.values().removeIf(holder -> holder == worker);
    } else if (kind < 90) {
      var silent = ledger.silent(TIMEOUT, now);
      assertThat(new HashSet<>(silent)).isEqualTo(overdue(slow, now));
      silent.forEach(slow.leased::remove);
    } else if (holds) {
      ledger.heard(run, worker, "node-" + worker, 1, now);
      slow.heard.put(run, now);
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
    overdue.removeIf(run -> now - slow.heard.get(run) <= TIMEOUT.toNanos());
    return overdue;
  }
}
