package io.landfall.export.entity;

import static io.landfall.export.entity.ProtocolHarness.code;
import static io.landfall.export.entity.Samples.OBJECT;
import static io.landfall.export.entity.Samples.receipt;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportStatus;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.request.Destination;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryProtocolTest {
  private static final Destination BUCKET = new Destination.S3Destination(new UUID(7, 1));
  private static final Destination FOLDER = new Destination.DropboxDestination(new UUID(7, 2));
  private static final DeliverySession OPEN = new DeliverySession(0, "a/olinda.tif", "up-7");

  private final ProtocolHarness export = new ProtocolHarness().advanceTo(ExportStep.DELIVER);

  @Test
  void oneDestinationThatFailsLeavesTheOthersAlone() {
    fail(0, ErrorCode.DESTINATION_FULL);
    assertThat(export.summary().status()).isEqualTo(ExportStatus.DELIVERING);
    assertThat(export.ports.take()).as("the other is under way").isEmpty();

    deliver(1);

    ExportSummary ended = export.summary();
    assertThat(ended.status()).isEqualTo(ExportStatus.ERROR);
    assertThat(ended.statusReason()).isEqualTo("PARTIAL_DELIVERY");
    assertThat(ended.failure().code()).isEqualTo(ErrorCode.DESTINATION_FULL);
    assertThat(ended.failure().step()).isEqualTo(ExportStep.DELIVER);
    assertThat(ended.receipts()).containsExactly(receipt(1));
    assertThat(export.ports.take()).containsExactly("clean up 1");
  }

  @Test
  void aRetryDeliversWhereItHasFailedAndNowhereElse() {
    fail(0, ErrorCode.DESTINATION_UNWRITABLE);
    deliver(1);
    export.ports.take();
    export.tell(new EntityCommand.RetryExport("ana", null, null));
    export.ports.take();
    export.finishCleanUp();
    assertThat(export.ports.take()).containsExactly("deliver 1 " + OBJECT.key() + " to 0");
    deliver(0);
    assertThat(export.summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(export.summary().statusReason()).isNull();
  }

  @Test
  void aFileThatIsNotWhatWasRenderedCountsMostUnlessOthersHaveIt() {
    fail(0, ErrorCode.DESTINATION_FULL);
    fail(1, ErrorCode.DESTINATION_CORRUPT);
    assertThat(export.summary().failure().code()).isEqualTo(ErrorCode.DESTINATION_CORRUPT);
    assertThat(export.ports.take()).as("rendered again").containsExactly("discard 1");
    var other = new ProtocolHarness().advanceTo(ExportStep.DELIVER);
    other.tell(new EntityCommand.AcceptDelivery(1, receipt(0), null));
    other.tell(new EntityCommand.AcceptDeliveryFailure(1, failure(1), null));
    assertThat(other.ports.take()).as("its link is in use").containsExactly("clean up 1");
  }

  @Test
  void whereADeliveryWritesIsKnownToTheNextTry() {
    var intended = new DeliverySession(0, OPEN.location(), null);
    export.tell(new EntityCommand.AcceptDeliverySession(1, intended, null, null));
    export.tell(new EntityCommand.AcceptDeliverySession(1, OPEN, null, null));
    int events = export.journal.size();
    export.tell(new EntityCommand.AcceptDeliverySession(1, OPEN, null, null));
    assertThat(export.journal).as("said twice").hasSize(events);
    assertThat(((ExportState.ExistingState) export.state).sessions()).containsExactly(OPEN);
    deliver(0);
    assertThat(((ExportState.ExistingState) export.state).sessions()).isEmpty();
    assertThat(code(export.tell(new EntityCommand.AcceptDeliverySession(1, OPEN, null, null))))
        .as("one that has ended begins no more")
        .isEqualTo(ErrorCode.STATE_CONFLICT);
  }

  @Test
  void ofTwoCopiesOfADeliveryTheSecondDoesNotForgetTheUploadOfTheFirst() {
    export.tell(new EntityCommand.AcceptDeliverySession(1, OPEN, null, null));
    var mine = new DeliverySession(0, OPEN.location(), "up-8");
    assertThat(code(export.tell(new EntityCommand.AcceptDeliverySession(1, mine, null, null))))
        .isEqualTo(ErrorCode.STATE_CONFLICT);
    export.tell(new EntityCommand.AcceptDeliverySession(1, mine, OPEN.upload(), null));
    assertThat(((ExportState.ExistingState) export.state).sessions()).containsExactly(mine);
  }

  @Test
  void f25WhatACanceledDeliveryHasOpenIsClosedAndWhatItLeftIsTold() {
    export.tell(new EntityCommand.AcceptDeliverySession(1, OPEN, null, null));
    export.tell(new EntityCommand.CancelExport("ana", null, null));
    assertThat(export.ports.take()).containsExactly("discard 1 and [a/olinda.tif]");
    assertThat(code(export.tell(new EntityCommand.AcceptDeliverySession(1, OPEN, null, null))))
        .isEqualTo(ErrorCode.STATE_CONFLICT);
    var left = new LeftFile(0, "s3://bucket/a/olinda.tif");
    export.tell(new EntityCommand.AcceptCleanUp(1, ExportStep.DISCARD, List.of(left), null));
    assertThat(export.summary().leftFiles()).containsExactly(left);
    assertThat(((ExportState.ExistingState) export.state).sessions()).isEmpty();
    assertThat(export.state.isDone()).isTrue();
  }

  @Test
  void anExportThatHasEndedIsDeliveredElsewhereWithoutRendering() {
    deliver(0);
    deliver(1);
    export.finishCleanUp();
    export.ports.take();

    export.tell(new EntityCommand.AddDestinations(List.of(BUCKET, FOLDER), "ana", null, null));

    assertThat(export.summary().status()).isEqualTo(ExportStatus.DELIVERING);
    assertThat(export.summary().destinations()).endsWith(BUCKET, FOLDER).hasSize(4);
    assertThat(export.ports.take())
        .containsExactly(
            "deliver 1 " + OBJECT.key() + " to 2", "deliver 1 " + OBJECT.key() + " to 3");
    deliver(2);
    deliver(3);
    assertThat(export.summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(export.summary().receipts()).hasSize(4);
  }

  @Test
  void whatIsOnItsWayIsNotAddedTwiceButWhatHasArrivedIsSentAgain() {
    export.tell(new EntityCommand.AddDestinations(List.of(BUCKET), "ana", null, null));
    export.tell(new EntityCommand.AddDestinations(List.of(BUCKET), "ana", null, null));
    assertThat(export.summary().destinations()).hasSize(3);
    deliver(2);
    export.tell(new EntityCommand.AddDestinations(List.of(BUCKET), "ana", null, null));
    assertThat(export.summary().destinations()).hasSize(4);
  }

  @Test
  void destinationsAreAddedBeforeThereIsAFileToo() {
    for (ExportStep step : List.of(ExportStep.PLAN, ExportStep.RENDER, ExportStep.COMMIT)) {
      var early = new ProtocolHarness().advanceTo(step);
      early.tell(new EntityCommand.AddDestinations(List.of(BUCKET), "ana", null, null));
      assertThat(early.summary().destinations()).as(step.label()).endsWith(BUCKET);
      assertThat(early.summary().status()).isNotEqualTo(ExportStatus.DELIVERING);
    }
  }

  @Test
  void whoseFileIsGoneIsNotDelivered() {
    export.tell(new EntityCommand.CancelExport("ana", null, null));
    assertThat(code(add(BUCKET))).isEqualTo(ErrorCode.STATE_CONFLICT);
  }

  @Test
  void whoChoosesAnotherDestinationGivesUpThoseThatHaveFailed() {
    fail(0, ErrorCode.DESTINATION_DENIED);
    fail(1, ErrorCode.DESTINATION_DENIED);
    export.tell(new EntityCommand.AddDestinations(List.of(BUCKET), "ana", null, null));
    deliver(2);
    assertThat(export.summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(export.summary().statusReason()).isEqualTo("PARTIAL_DELIVERY");
    assertThat(export.summary().deliveryFailures()).hasSize(2);
    export.finishCleanUp();
    export.tell(new EntityCommand.AddDestinations(List.of(FOLDER), "ana", null, null));
    fail(3, ErrorCode.DESTINATION_FULL);
    assertThat(export.summary().status()).isEqualTo(ExportStatus.ERROR);
    export.ports.take();
    export.tell(new EntityCommand.RetryExport("ana", null, null));
    export.ports.take();
    export.finishCleanUp();
    assertThat(export.ports.take())
        .as("what was given up stays so")
        .containsExactly("deliver 1 " + OBJECT.key() + " to 3");
  }

  @Test
  void aFileThatIsBadIsRenderedAgainThoughSomeHaveBeenGivenIt() {
    deliver(0);
    fail(1, ErrorCode.DESTINATION_CORRUPT);
    export.finishCleanUp();
    export.tell(new EntityCommand.RetryExport("ana", null, null));
    export.finishCleanUp();
    assertThat(export.summary().attempt()).isEqualTo(2);
    assertThat(export.summary().status()).isEqualTo(ExportStatus.PENDING);
  }

  @Test
  void whatWasLeftOnceIsToldForGood() {
    export.tell(new EntityCommand.AcceptDelivery(1, receipt(1), null));
    export.tell(new EntityCommand.AcceptDeliverySession(1, OPEN, null, null));
    export.tell(new EntityCommand.CancelExport("ana", null, null));
    var left = new LeftFile(0, "s3://bucket/a/olinda.tif");
    export.tell(new EntityCommand.AcceptCleanUp(1, ExportStep.CLEAN_UP, List.of(left), null));
    export.tell(new EntityCommand.AddDestinations(List.of(BUCKET), "ana", null, null));
    deliver(2);
    assertThat(export.summary().leftFiles()).containsExactly(left);
  }

  @Test
  void thereAreNotMoreDestinationsThanMayBe() {
    List<Destination> many =
        IntStream.range(0, 98)
            .<Destination>mapToObj(i -> new Destination.S3Destination(new UUID(8, i)))
            .toList();
    export.tell(new EntityCommand.AddDestinations(many, "ana", null, null));
    assertThat(export.summary().destinations()).hasSize(100);
    assertThat(code(add(FOLDER))).isEqualTo(ErrorCode.STATE_CONFLICT);
  }

  private akka.pattern.StatusReply<?> add(Destination destination) {
    return export.tell(new EntityCommand.AddDestinations(List.of(destination), "ana", null, null));
  }

  private void deliver(int destination) {
    export.tell(new EntityCommand.AcceptDelivery(1, receipt(destination), null));
  }

  private void fail(int destination, ErrorCode code) {
    export.tell(
        new EntityCommand.AcceptDeliveryFailure(
            1, new DeliveryFailure(destination, code, "It broke."), null));
  }

  private static DeliveryFailure failure(int destination) {
    return new DeliveryFailure(destination, ErrorCode.DESTINATION_CORRUPT, "It broke.");
  }
}
