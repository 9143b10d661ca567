package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DownloadPlacesTest {
  private static ActorTestKit testKit;
  private final ExportAttempt one = ExportAttempt.first(ExportId.generate());
  private final ExportAttempt other = ExportAttempt.first(ExportId.generate());
  private final DownloadPlaces places = new DownloadPlaces(20);
  private final SharedKillSwitch stop = KillSwitches.shared("readers");

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stopAkka() {
    testKit.shutdownTestKit();
  }

  @Test
  void readersOfOneExportLeavePlacesForOthers() {
    read(one, 16);
    assertThatThrownBy(() -> places.checkFree(one))
        .isInstanceOfSatisfying(
            ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_BUSY))
        .hasMessageContaining("16 readers are at files of this export and 0 at others");
    assertThatCode(() -> places.checkFree(other)).doesNotThrowAnyException();
  }

  @Test
  void placesAreFreeAgainHoweverReadingEnds() {
    read(one, 16);
    read(other, 4);
    assertThatThrownBy(() -> places.checkFree(other)).hasMessageContaining("4 readers");
    assertThat(places.refused()).isEqualTo(1);

    stop.abort(new IllegalStateException("the reader has left"));

    Awaitility.await().until(() -> places.taken() == 0);
    assertThatCode(() -> places.checkFree(one)).doesNotThrowAnyException();
  }

  private void read(ExportAttempt attempt, int readers) {
    for (int i = 0; i < readers; i++) {
      Source.<ByteString>maybe()
          .via(places.taking(attempt))
          .via(stop.flow())
          .runWith(Sink.ignore(), testKit.system());
    }
  }
}
