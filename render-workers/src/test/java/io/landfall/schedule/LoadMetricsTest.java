package io.landfall.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.model.ExportId;
import org.junit.jupiter.api.Test;

class LoadMetricsTest {
  @Test
  void aNodeHasOneAndItSumsUpItsExports() {
    ActorTestKit akka = ActorTestKit.create();
    try {
      LoadMetrics demand = LoadMetrics.of(akka.system());
      ExportId ended = ExportId.generate();
      demand.updateExport(ExportId.generate(), new LoadMetrics.ExportLoad("a", 10, 4, 1, 3, 6));
      demand.updateExport(ExportId.generate(), new LoadMetrics.ExportLoad("b", 5, 2, 0, 2, 8));
      demand.updateExport(ended, new LoadMetrics.ExportLoad("b", 100, 0, 0, 9, 9));
      demand.countDone();
      demand.countFailed(2);
      demand.removeExport(ended);

      var now = LoadMetrics.of(akka.system()).snapshot();

      assertThat(now.waiting()).isEqualTo(15);
      assertThat(now.leased()).isEqualTo(6);
      assertThat(now.workers()).isEqualTo(3);
      assertThat(now.slots()).isEqualTo(8);
      assertThat(now.doneSinceStart()).isEqualTo(1);
      assertThat(now.failedSinceStart()).isEqualTo(2);
      assertThat(now.worker()).isEqualTo(LoadMetrics.WorkerLoad.NONE);
    } finally {
      akka.shutdownTestKit();
    }
  }
}
