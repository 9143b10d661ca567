package io.landfall.render;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.model.ExportId;
import org.junit.jupiter.api.Test;

class DemandTest {
  @Test
  void aNodeHasOneAndItSumsUpItsExports() {
    ActorTestKit akka = ActorTestKit.create();
    try {
      Demand demand = Demand.of(akka.system());
      ExportId ended = ExportId.next();
      demand.rendering(ExportId.next(), new Demand.Rendering("a", 10, 4, 1, 3, 6));
      demand.rendering(ExportId.next(), new Demand.Rendering("b", 5, 2, 0, 2, 8));
      demand.rendering(ended, new Demand.Rendering("b", 100, 0, 0, 9, 9));
      demand.oneDone();
      demand.failed(2);
      demand.ended(ended);

      var now = Demand.of(akka.system()).snapshot();

      assertThat(now.waiting()).isEqualTo(15);
      assertThat(now.leased()).isEqualTo(6);
      assertThat(now.workers()).isEqualTo(3);
      assertThat(now.slots()).isEqualTo(8);
      assertThat(now.doneSinceStart()).isEqualTo(1);
      assertThat(now.failedSinceStart()).isEqualTo(2);
      assertThat(now.worker()).isEqualTo(Demand.Worker.NONE);
    } finally {
      akka.shutdownTestKit();
    }
  }
}
