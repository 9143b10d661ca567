package io.landfall.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.schedule.SimulatedCluster.Costs;
import org.junit.jupiter.api.Test;

/** A short course of {@link ScaleSimulation}, whose results are kept in src/bench/results. */
class ScaleTest {
  @Test
  void twoHundredWorkersAreUsedAndTheirCoordinatorHasTimeLeft() {
    var nanos = ScaleSimulation.serialization(1000);
    var outcome = ScaleSimulation.simulate(200, 4, 4, 10_000, Costs.USUAL);

    assertThat(outcome.efficiency()).isGreaterThan(0.9);
    assertThat(outcome.jain()).isGreaterThan(0.98);
    assertThat(outcome.journalRows()).isEqualTo(40_000);
    assertThat(outcome.coordinatorShare(nanos) / 2)
        .as("of a processor, for 100 workers")
        .isLessThan(0.1);
  }

  @Test
  void oneExportAloneKeepsFiveHundredWorkersBusyToItsEnd() {
    var outcome = ScaleSimulation.simulate(500, 1, 1, 4_900, Costs.USUAL);

    assertThat(outcome.efficiency()).isGreaterThan(0.85);
    assertThat(outcome.wasted()).as("rendered twice").isLessThan(0.03);
  }

  @Test
  void workersHearLittleHoweverManyExportsThereAre() {
    var outcome = ScaleSimulation.simulate(50, 300, 30, 20, Costs.USUAL);

    assertThat(outcome.efficiency()).isGreaterThan(0.8);
    assertThat(outcome.messagesPerSecond() / outcome.workers()).isLessThan(20);
  }
}
