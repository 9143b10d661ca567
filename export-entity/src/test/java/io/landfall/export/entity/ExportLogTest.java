package io.landfall.export.entity;

import static io.landfall.export.entity.Samples.ID;
import static io.landfall.export.entity.Samples.NOW;
import static io.landfall.export.entity.Samples.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.landfall.export.ExportStep;
import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.model.ErrorCode;
import io.landfall.model.Priority;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.request.Destination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ExportLogTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(ExportLog.class);

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    LOG.setLevel(Level.INFO);
    LOG.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(lines);
    LOG.setLevel(null);
  }

  @Test
  void whatPeopleDoIsALineEach() {
    assertThat(told(new ExportEvent.Paused("ben", NOW), new ExportEvent.Resumed("eva", NOW)))
        .containsExactly(
            "Export " + ID + " of ana was submitted, for HTTP, FILE",
            "Export " + ID + " of ana was paused by ben in the step plan",
            "Export " + ID + " of ana was resumed by eva in the step plan");
    assertThat(
            told(
                new ExportEvent.Reprioritized(Priority.HIGH, "ben", NOW),
                new ExportEvent.DestinationsAdded(
                    List.of(new Destination.LinkDestination()), "eva", NOW),
                new ExportEvent.Canceled("ben", ExportStep.PLAN, NOW.plusMillis(1500))))
        .endsWith(
            "Export " + ID + " of ana was given the priority HIGH by ben",
            "Export " + ID + " of ana is delivered to more destinations by eva: HTTP",
            "Export " + ID + " of ana was canceled by ben in the step plan after 1.5 s");
  }

  @Test
  void anEndIsToldWithItsCauseInOneLine() {
    assertThat(
            told(
                new ExportEvent.Failed(
                    ErrorCode.SCENE_UNREADABLE,
                    ExportStep.PLAN,
                    "Cannot read a.tif:\r\n2026-11-21 ERROR forged\u2028too",
                    NOW.plus(Duration.ofMinutes(2))),
                new ExportEvent.Retried("ana", 2, NOW.plus(Duration.ofMinutes(3)))))
        .endsWith(
            "Export "
                + ID
                + " of ana ended in ERROR in the step plan after 120.0 s (SCENE_UNREADABLE):"
                + " Cannot read a.tif:  2026-11-21 ERROR forged too",
            "Export " + ID + " of ana is tried again by ana: attempt 2");
  }

  @Test
  void aLineEndsSomewhere() {
    assertThat(ExportLog.oneLine("x".repeat(5_000))).hasSize(603).endsWith("...");
  }

  /** A new event has to be told or to be left out here. */
  @Test
  void onlyStepsAreLeftToTheJournal() {
    List<String> silent = new ArrayList<>();
    var after = (ExistingState) new ExportState.EmptyState().apply(requested());
    for (ExportEvent event : Samples.events()) {
      if (ExportLog.sentence(event, after) == null) {
        silent.add(event.getClass().getSimpleName());
      }
    }
    assertThat(silent)
        .containsExactlyInAnyOrder(
            "Planned",
            "UploadOpened",
            "TaskStored",
            "CommitIntended",
            "ObjectStored",
            "DeliveryOpened",
            "Delivered",
            "CleanedUp");
    assertThat(
            ExportLog.sentence(
                new ExportEvent.DeliveryFailed(
                    new DeliveryFailure(1, ErrorCode.DESTINATION_FULL, "Full."), NOW),
                after))
        .isEqualTo("could not be delivered to destination 1, FILE (DESTINATION_FULL): Full.");
  }

  private static ExportEvent requested() {
    return new ExportEvent.Requested(REQUEST, NOW);
  }

  private List<String> told(ExportEvent... events) {
    lines.list.clear();
    ExportState state = new ExportState.EmptyState();
    List<ExportEvent> all = new ArrayList<>(List.of(requested()));
    all.addAll(List.of(events));
    for (ExportEvent event : all) {
      state = state.apply(event);
      ExportLog.write(ID, event, (ExistingState) state);
    }
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
