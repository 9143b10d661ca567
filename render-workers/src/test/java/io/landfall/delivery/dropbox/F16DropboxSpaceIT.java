package io.landfall.delivery.dropbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.PlannedFile;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.delivery.dropbox.FakeDropbox.Fault;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F16: a full Dropbox is told with what is needed and free, as early as can be. */
class F16DropboxSpaceIT {
  private final DropboxFixture node = new DropboxFixture();
  private final DeliveryItem item = node.item(1, 4500);

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void f16_theCheckBeforeRenderingRefusesWhatDoesNotFit() {
    node.dropbox.account.allocated = 10_000;
    node.dropbox.account.put("/other", new byte[4000]);

    ExportFailure failure = failureOf(() -> check(6001));

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_FULL);
    assertThat(failure.getMessage()).contains("6001 bytes at least and 6000 are free");
    assertThat(check(6000)).as("what fits exactly").isNull();
  }

  @Test
  void f16_aTeamsSpaceIsThatOfAll() {
    node.dropbox.account.allocated = 10_000;
    node.dropbox.account.usedByTeam = 8000;

    assertThat(failureOf(() -> check(2001)).getMessage())
        .contains("2001 bytes at least and 2000 are free");
  }

  @Test
  void f16_theCheckBeforeRenderingRefusesATakenName() {
    node.dropbox.account.put("/Maps/MAP-1.tif", new byte[1]);

    assertThat(failureOf(() -> check(1)).code()).isEqualTo(ErrorCode.DESTINATION_EXISTS);
  }

  @Test
  void f16_theCheckBeforeRenderingWaitsForNobodyWhoDoesNotAnswer() {
    node.dropbox.account.allocated = 0;
    node.dropbox.fail("get_space_usage", 1, Fault.ANSWER_503);

    assertThat(failureOf(() -> check(1)).code()).isEqualTo(ErrorCode.DESTINATION_FULL);
  }

  @Test
  void f16_theRealSizeIsLookedAtBeforeTheUpload() {
    node.dropbox.account.allocated = 4499;

    assertFull(failureOf(this::deliver), 4500, 4499);
    assertThat(node.dropbox.count("upload_session/start")).as("sessions").isZero();
  }

  @Test
  void f16_aDropboxThatFillsUpMeanwhileIsToldMidUpload() {
    node.dropbox.failAfter("append_v2", 2, 1, Fault.FILL_UP);

    assertFull(failureOf(this::deliver), 4500, 0);
    assertNothingIsThere();
  }

  @Test
  void f16_aDropboxThatFillsUpIsToldAtTheCommitAndSidecarsAreTakenBack() {
    node.dropbox.fail("finish", 1, Fault.FILL_UP);

    ExportFailure failure = failureOf(this::deliver);

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_FULL);
    assertThat(failure.getMessage()).contains("it needs 4500 bytes and 0 are free");
    assertNothingIsThere();
  }

  @Test
  void f16_aForeignFileIsNeverOverwritten() {
    node.dropbox.account.put("/maps/map-1.tif", DropboxFixture.text("mine"));

    assertThat(failureOf(this::deliver).code()).isEqualTo(ErrorCode.DESTINATION_EXISTS);
    assertThat(node.dropbox.account.files())
        .containsOnlyKeys("/maps/map-1.tif")
        .containsEntry("/maps/map-1.tif", DropboxFixture.text("mine"));
  }

  @Test
  void f16_aForeignFileThatComesMeanwhileIsNotOverwrittenEither() {
    node.dropbox.account.put("/maps/map-1.tif.sha256", DropboxFixture.text("mine"));

    ExportFailure failure = failureOf(this::deliver);

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_EXISTS);
    assertThat(failure.getMessage()).contains("/maps/map-1.tif.sha256");
    assertThat(node.dropbox.account.files()).containsOnlyKeys("/maps/map-1.tif.sha256");
  }

  @Test
  void f16_aFolderThatMayNotBeWrittenIsTold() {
    node.dropbox.account.readOnly.add("/maps");

    ExportFailure failure = failureOf(this::deliver);

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_UNWRITABLE);
    assertThat(failure.getMessage()).contains("no_write_permission");
  }

  private Object deliver() {
    return DropboxFixture.receipt(
        node.target().deliver(item, new TestDeliveryRun(DropboxFixture.SIDECARS)));
  }

  private Object check(long bytes) {
    node.target()
        .checkBeforeRendering(new PlannedFile(item.attempt(), item.fileName(), item.type(), bytes))
        .toCompletableFuture()
        .join();
    return null;
  }

  private static ExportFailure failureOf(Runnable work) {
    try {
      work.run();
    } catch (ExportFailure | CompletionException e) {
      return ExportFailure.of(e);
    }
    throw new AssertionError("it did not fail");
  }

  private static void assertFull(ExportFailure failure, long needed, long free) {
    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_FULL);
    assertThat(failure.getMessage())
        .contains("it needs %d bytes and %d are free".formatted(needed, free));
  }

  private void assertNothingIsThere() {
    assertThat(node.dropbox.account.files()).as("what is left").isEmpty();
  }
}
