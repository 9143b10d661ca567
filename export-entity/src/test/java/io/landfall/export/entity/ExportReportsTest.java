package io.landfall.export.entity;

import static io.landfall.export.entity.ProtocolHarness.code;
import static io.landfall.export.entity.Samples.OBJECT;
import static io.landfall.export.entity.Samples.PARTS;
import static io.landfall.export.entity.Samples.PLAN;
import static io.landfall.export.entity.Samples.REQUEST;
import static io.landfall.export.entity.Samples.receipt;
import static io.landfall.export.entity.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import io.landfall.export.ExportStep;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportStatus;
import io.landfall.model.StoredObject;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.OutputFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which reports of steps an export takes as facts, and which it refuses. */
class ExportReportsTest {
  private final ProtocolHarness export = new ProtocolHarness();

  @Test
  void aTaskThatThePlanDoesNotHaveIsRefused() {
    export.advanceTo(ExportStep.RENDER);
    assertThat(code(export.tell(new EntityCommand.AcceptTask(1, task(7), null))))
        .isEqualTo(ErrorCode.STATE_CONFLICT);
  }

  @Test
  void theCommitIsRefusedWhileATaskIsMissingOrAPartIsNotTheStoredOne() {
    export.advanceTo(ExportStep.RENDER);
    acceptTask(task(0));
    assertThat(code(export.tell(new EntityCommand.AcceptHeader(1, PARTS, null))))
        .isEqualTo(ErrorCode.STATE_CONFLICT);
    acceptTask(task(1));
    assertThat(code(export.tell(new EntityCommand.AcceptHeader(1, PARTS.subList(0, 4), null))))
        .isEqualTo(ErrorCode.STATE_CONFLICT);
    assertThat(export.ports.take()).isEmpty();
  }

  @Test
  void theUploadInTheJournalIsAnsweredToASecondOne() {
    export.advanceTo(ExportStep.RENDER);
    assertThat(upload("up-2").getValue()).isEqualTo(target("up-1"));
    export.tell(new EntityCommand.CancelExport("ana", null, null));
    assertThat(upload("up-2").getValue()).isEqualTo(target("up-1"));
  }

  @Test
  void anUploadThatComesAfterTheEndIsRefusedSoThatItIsAborted() {
    export.advanceTo(ExportStep.UPLOAD);
    export.tell(new EntityCommand.CancelExport("ana", null, null));
    assertThat(code(upload("up-1"))).isEqualTo(ErrorCode.STATE_CONFLICT);
  }

  @Test
  void aSingleObjectNeedsNoParts() {
    ExportPlan single = Samples.plan(true, 1);
    export.tell(new EntityCommand.SubmitExport(REQUEST, null, null));
    accept(new EntityCommand.AcceptPlan(1, single, null));
    upload(new UploadTarget.SingleObject());
    StoredTask whole =
        new StoredTask(
            0, null, task(0).fullResolution(), task(0).tileLengths(), List.of(), "n", null);
    acceptTask(whole);
    accept(new EntityCommand.AcceptHeader(1, List.of(), null));
    accept(new EntityCommand.AcceptObject(1, new StoredObject("k", "e", 5_500_000, null), null));
    assertThat(export.summary().status()).isEqualTo(ExportStatus.DELIVERING);
  }

  @Test
  void anObjectOfAnotherSizeThanItsPartsEndsTheExport() {
    export.advanceTo(ExportStep.COMMIT);
    var reply =
        export.tell(new EntityCommand.AcceptObject(1, new StoredObject("k", "e", 1, null), null));
    assertThat(code(reply)).isEqualTo(ErrorCode.DESTINATION_CORRUPT);
    assertThat(export.summary().failure().detail()).contains("1 bytes").contains("27242880");
  }

  @Test
  void anImageIsAnotherFileThanTheRasterInTheStore() {
    var format =
        new OutputFormat(
            OutputFormat.FileFormat.PNG,
            PLAN.format().compression(),
            null,
            1,
            2,
            512,
            PLAN.format().overviewResampling());
    ExportPlan imagePlan = PLAN.toBuilder().format(format).build();
    export.tell(new EntityCommand.SubmitExport(REQUEST, null, null));
    accept(new EntityCommand.AcceptPlan(1, imagePlan, null));
    upload("up-1");
    acceptTask(task(0));
    acceptTask(task(1));
    accept(new EntityCommand.AcceptHeader(1, PARTS, null));
    accept(new EntityCommand.AcceptObject(1, OBJECT, null));
    for (int destination = 0; destination < 2; destination++) {
      var receipt =
          new DeliveryReceipt(destination, "olinda.png", "/olinda.png", 77, "ff", "image/png");
      accept(new EntityCommand.AcceptDelivery(1, receipt, null));
    }
    assertThat(export.summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(export.summary().receipts()).extracting(DeliveryReceipt::bytes).containsOnly(77L);
  }

  @Test
  void aReceiptForOtherBytesIsNoSuccess() {
    export.advanceTo(ExportStep.DELIVER);
    var r = receipt(0);
    var wrong = new DeliveryReceipt(0, r.name(), r.href(), r.bytes(), "ff", r.mediaType());
    assertThat(code(export.tell(new EntityCommand.AcceptDelivery(1, wrong, null))))
        .isEqualTo(ErrorCode.DESTINATION_CORRUPT);
    assertThat(export.summary().deliveryFailures())
        .extracting(DeliveryFailure::code)
        .containsExactly(ErrorCode.DESTINATION_CORRUPT);
    accept(new EntityCommand.AcceptDelivery(1, receipt(1), null));
    assertThat(export.summary().status()).isEqualTo(ExportStatus.ERROR);
  }

  @ParameterizedTest
  @EnumSource(names = {"UPLOAD", "RENDER", "COMMIT", "DELIVER"})
  void messagesOfEarlierStepsChangeNothing(ExportStep step) {
    export.advanceTo(step);
    long sequenceNumber = export.summary().sequenceNumber();
    export.tell(new EntityCommand.AcceptPlan(1, PLAN, null));
    export.tell(
        new EntityCommand.AcceptFailure(1, ErrorCode.INTERNAL, ExportStep.PLAN, "late", null));
    if (step.ordinal() > 2) {
      export.tell(new EntityCommand.AcceptTask(1, task(0), null));
      export.tell(new EntityCommand.AcceptHeader(1, PARTS, null));
    }
    assertThat(export.summary().sequenceNumber()).isEqualTo(sequenceNumber);
  }

  private StatusReply<?> upload(String uploadId) {
    return upload(target(uploadId));
  }

  private StatusReply<?> upload(UploadTarget target) {
    return export.tell(new EntityCommand.AcceptUpload(1, target, null));
  }

  private static UploadTarget target(String uploadId) {
    return new UploadTarget.MultipartUpload(uploadId);
  }

  private void acceptTask(StoredTask task) {
    accept(new EntityCommand.AcceptTask(1, task, null));
  }

  private void accept(EntityCommand report) {
    assertThat(export.tell(report).isSuccess()).isTrue();
  }
}
