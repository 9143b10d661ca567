package io.landfall.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.store.UploadRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A few simulated schedules, those that once failed, and the proof that failures are found. */
class SimulationTest {
  private static final int SCHEDULES = 1_500;
  private static final int COMPOSED_SCHEDULES = 20;
  private static final int SCHEDULES_TO_MISS_A_GUARD = 1_000;

  @Test
  void schedulesKeepTheInvariants() {
    long succeeded = 0;
    long copies = 0;
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      SimSchedule schedule = SimSchedule.of(seed);
      var outcome = SimRun.of(schedule);
      assertThat(outcome.violation()).as(schedule.text()).isNull();
      succeeded += outcome.succeeded();
      copies += outcome.copies();
    }
    assertThat(copies).as("tasks that two workers had at a time").isGreaterThan(SCHEDULES / 50);
    assertThat(succeeded)
        .as("exports that came through, or nothing was tried")
        .isGreaterThan(SCHEDULES);
  }

  @Test
  void schedulesKeepTheInvariantsWherePartsAreComposed() {
    for (long seed = 1; seed <= COMPOSED_SCHEDULES; seed++) {
      SimSchedule schedule = SimSchedule.of(seed);
      var outcome = SimRun.of(schedule, SimGuard.Guards.all(), UploadRules.EQUAL_PARTS);
      assertThat(outcome.violation()).as(schedule.text()).isNull();
    }
  }

  @Test
  void aSeedAlwaysGivesTheSameRun() {
    for (long seed : List.of(3L, 63L, 777L)) {
      var first = SimRun.of(SimSchedule.of(seed));
      var again = SimRun.of(SimSchedule.parse(SimSchedule.of(seed).text()));
      assertThat(again).isEqualTo(first);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("regressions")
  void whatOnceFailedHolds(Path file) throws IOException {
    assertThat(SimRun.of(SimSchedule.parse(Files.readString(file))).violation()).isNull();
  }

  static List<Path> regressions() throws IOException {
    try (Stream<Path> files = Files.list(SimRegressions.FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  /** Who sees nothing when a guard is gone would see no defect either. */
  @ParameterizedTest
  @EnumSource
  void aGuardThatIsGoneIsMissed(SimGuard guard) {
    var without = SimGuard.Guards.without(guard);
    SimSchedule found =
        LongStream.rangeClosed(1, SCHEDULES_TO_MISS_A_GUARD)
            .mapToObj(SimSchedule::of)
            .filter(schedule -> !SimRun.of(schedule, without).isGood())
            .findFirst()
            .orElseThrow(() -> new AssertionError("Nothing fails without " + guard));

    SimSchedule shortest =
        SimShrink.shortest(found, shorter -> !SimRun.of(shorter, without).isGood());

    assertThat(shortest.faults().size()).isLessThanOrEqualTo(found.faults().size());
    assertThat(SimRun.of(shortest, without).isGood()).isFalse();
    assertThat(SimRun.of(shortest).violation()).as(shortest.text()).isNull();
  }
}
