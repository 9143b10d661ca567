package io.landfall.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OfferRoundsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long TICK = SECOND / 5;

  private final List<Integer> workers = IntStream.range(0, 500).boxed().toList();
  private final OfferRounds<Integer> rounds = new OfferRounds<>(17);

  @Test
  void anExportThatHasJustBegunTellsFewWorkersAndThenTwiceAsManyEachSecond() {
    List<Integer> told = new ArrayList<>();
    told.add(rounds.begin(workers, 0).size());
    for (int second = 0; second < 4; second++) {
      told.add(toldUntil(second * SECOND, (second + 1) * SECOND).size());
    }
    assertThat(told.get(0)).isEqualTo(8);
    assertThat(told.get(1)).isBetween(8, 20);
    assertThat(told.get(2)).isBetween(16, 30);
    assertThat(told.get(3)).isBetween(32, 50);
    assertThat(told.get(4)).isBetween(64, 90);
  }

  @Test
  void allHearOfItWithinSecondsWhereNobodyTakesATask() {
    Set<Integer> told = new HashSet<>(rounds.begin(workers, 0));
    told.addAll(toldUntil(0, 7 * SECOND));
    assertThat(told).hasSize(500);
    assertThat(rounds.isUnderWay()).isFalse();
  }

  @Test
  void idleWorkersHearOfItWithoutAnyTimePassing() {
    List<Integer> told = new ArrayList<>(rounds.begin(workers, 0));
    for (int at = 0; at < told.size(); at++) {
      told.addAll(rounds.taken()); // each takes a task
    }
    assertThat(told).hasSize(500).doesNotHaveDuplicates();
  }

  @Test
  void fewWorkersAreToldAtOnce() {
    assertThat(rounds.begin(workers.subList(0, 32), 0)).hasSize(32);
  }

  private List<Integer> toldUntil(long from, long to) {
    List<Integer> told = new ArrayList<>();
    for (long now = from + TICK; now <= to; now += TICK) {
      told.addAll(rounds.continued(now));
    }
    return told;
  }
}
