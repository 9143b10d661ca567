package io.landfall.delivery.dropbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.delivery.dropbox.FakeDropbox.Fault;
import io.landfall.export.StepWait;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.secret.Secret;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F17: Dropbox is left alone as long as it says; tokens are renewed once, or that is told. */
class F17DropboxTokensIT {
  private final DropboxFixture node = new DropboxFixture();
  private final DeliveryItem item = node.item(1, 4500);

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void f17_tooManyRequestsWaitAsLongAsItSaysAndGoOnAtTheOffset() {
    node.dropbox.failAfter("append_v2", 2, 1, Fault.TOO_MANY_REQUESTS);
    node.dropbox.fail("finish", 1, Fault.TOO_MANY_WRITES);
    var run = new TestDeliveryRun();
    long begun = System.nanoTime();

    DropboxFixture.receipt(node.target().deliver(item, run));

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
    assertThat(run.waits()).contains(StepWait.DESTINATION);
    assertThat(
            node.dropbox.calls.stream()
                .filter(call -> call.path().endsWith("append_v2") && call.bytes() > 0)
                .count())
        .as("requests with bytes, one of them refused")
        .isEqualTo(6);
    assertDelivered(item);
  }

  @Test
  void f17_aWaitBeyondTheBudgetIsNotBegun() {
    node.dropbox.retryAfterSeconds = 30;
    node.dropbox.failAfter("append_v2", 2, 1, Fault.TOO_MANY_REQUESTS);

    ExportFailure failure = failureOf(node.target().deliver(item, new TestDeliveryRun()));

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_UNWRITABLE);
    assertThat(failure.getMessage()).contains("429").contains("Retry later");
  }

  @Test
  void f17_anExpiredTokenIsRenewedOnceForAllDeliveries() {
    List<DeliveryItem> items = IntStream.range(2, 8).mapToObj(n -> node.item(n, 4500)).toList();
    node.dropbox.failAfter("append_v2", 9, 1, Fault.EXPIRE_TOKEN);
    var target = node.targets.target(DropboxFixture.withRefreshToken(), DropboxFixture.OWNER);

    List<CompletionStage<DeliveryReceipt>> all =
        items.stream().map(one -> target.deliver(one, new TestDeliveryRun())).toList();
    all.forEach(DropboxFixture::receipt);

    items.forEach(this::assertDelivered);
    assertThat(node.dropbox.count("/oauth2/token")).as("the first and one more").isEqualTo(2);
  }

  @Test
  void f17_aRevokedRefreshTokenIsToldAndNotTriedAgainByOthers() {
    node.dropbox.account.revoke("refresh-0");
    var target = node.targets.target(DropboxFixture.withRefreshToken(), DropboxFixture.OWNER);

    ExportFailure failure = failureOf(target.deliver(item, new TestDeliveryRun()));
    ExportFailure next = failureOf(target.deliver(item, new TestDeliveryRun()));

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(failure.getMessage()).contains("invalid_grant").contains("Reauthorize");
    assertThat(next.getMessage()).isEqualTo(failure.getMessage());
    assertThat(node.dropbox.calls).as("requests of both deliveries").hasSize(1);
  }

  @Test
  void f17_anAccessTokenThatIsRevokedMidUploadIsTold() {
    node.dropbox.failAfter("append_v2", 2, 1, Fault.REVOKE_TOKEN);

    ExportFailure failure = failureOf(node.target().deliver(item, new TestDeliveryRun()));

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(failure.getMessage()).contains("invalid_access_token").contains("Reauthorize");
    assertThat(node.dropbox.account.files()).isEmpty();
  }

  @Test
  void f17_anExpiredAccessTokenWithoutAnotherIsTold() {
    node.dropbox.failAfter("append_v2", 2, 1, Fault.EXPIRE_TOKEN);

    ExportFailure failure = failureOf(node.target().deliver(item, new TestDeliveryRun()));

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(failure.getMessage()).contains("expired_access_token");
  }

  @Test
  void f17_aMissingScopeIsNamed() {
    node.dropbox.account.missingScopes.add("files.content.write");

    ExportFailure failure = failureOf(node.target().deliver(item, new TestDeliveryRun()));

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(failure.getMessage()).contains("missing_scope files.content.write");
  }

  @Test
  void f17_aScopeThatTheAppLacksIsNamedToo() {
    node.dropbox.account.scopesOfNoApp.add("files.content.write");

    ExportFailure failure = failureOf(node.target().deliver(item, new TestDeliveryRun()));

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(failure.getMessage()).contains("missing_scope files.content.write");
  }

  @Test
  void f17_whatIsNoTokenAtAllIsTold() {
    var config =
        new DropboxConfig(
            DropboxFixture.withAccessToken().id(), "/maps", Secret.of("malformed"), null, null);

    ExportFailure failure =
        failureOf(node.targets.target(config, "owner").deliver(item, new TestDeliveryRun()));

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(failure.getMessage()).contains("the access token is malformed");
  }

  @Test
  void f17_anotherAppsKeyIsTold() {
    node.dropbox.account.appKey = "another";
    var target = node.targets.target(DropboxFixture.withRefreshToken(), DropboxFixture.OWNER);

    ExportFailure failure = failureOf(target.deliver(item, new TestDeliveryRun()));

    assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_DENIED);
    assertThat(failure.getMessage()).contains("invalid_client");
  }

  private static ExportFailure failureOf(CompletionStage<DeliveryReceipt> delivery) {
    try {
      DropboxFixture.receipt(delivery);
    } catch (ExportFailure e) {
      return e;
    }
    throw new AssertionError("it did not fail");
  }

  private void assertDelivered(DeliveryItem one) {
    assertThat(node.dropbox.account.files().get("/maps/" + one.fileName()))
        .isEqualTo(node.content(one));
    assertThat(node.dropbox.account.commits).containsEntry("/maps/" + one.fileName(), 1);
  }
}
