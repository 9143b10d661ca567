package io.landfall.worker;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.model.ExportId;
import io.landfall.schedule.ExportLoad;
import io.landfall.schedule.WorkerLoad;
import org.junit.jupiter.api.Test;

class LoadMetricsTest {
  @Test
  void aNodeHasOneAndItSumsUpItsExports() {
    ActorTestKit akka = ActorTestKit.create();
    try {
      LoadMetrics metrics = LoadMetrics.of(akka.system());
      ExportId ended = ExportId.generate();
      metrics.updateExport(ExportId.generate(), new ExportLoad("a", 10, 4, 1, 3, 6));
      metrics.updateExport(ExportId.generate(), new ExportLoad("b", 5, 2, 0, 2, 8));
      metrics.updateExport(ended, new ExportLoad("b", 100, 0, 0, 9, 9));
      metrics.countDone();
      metrics.countFailed(2);
      metrics.removeExport(ended);

      var now = LoadMetrics.of(akka.system()).snapshot();

      assertThat(now.waiting()).isEqualTo(15);
      assertThat(now.leased()).isEqualTo(6);
      assertThat(now.wanted()).isEqualTo(21);
      assertThat(now.workers()).isEqualTo(3);
      assertThat(now.slots()).isEqualTo(8);
      assertThat(now.doneSinceStart()).isEqualTo(1);
      assertThat(now.failedSinceStart()).isEqualTo(2);
      assertThat(now.worker()).isEqualTo(WorkerLoad.NONE);
    } finally {
      akka.shutdownTestKit();
    }
  }
}
