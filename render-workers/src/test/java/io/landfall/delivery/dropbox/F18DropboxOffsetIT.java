package io.landfall.delivery.dropbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.delivery.dropbox.FakeDropbox.Fault;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F18: the upload goes on where Dropbox is, and what arrives is what was rendered. */
class F18DropboxOffsetIT {
  private final DropboxFixture node = new DropboxFixture();
  private final DeliveryItem item = node.item(1, 4500);
  private final TestDeliveryRun run = new TestDeliveryRun(DropboxFixture.SIDECARS);

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void f18_aFileGoesInChunksAndItsSidecarsBeforeIt() {
    DeliveryReceipt receipt = deliver();

    assertDelivered(receipt);
    assertThat(node.dropbox.count("append_v2")).as("chunks of 1,000 bytes").isEqualTo(5);
    assertThat(receipt.href()).isEqualTo("dropbox:///maps/map-1.tif");
    assertThat(receipt.sidecars()).hasSize(2);
    assertThat(run.recorded())
        .extracting(DeliverySession::upload)
        .hasSize(2)
        .startsWith((String) null);
    assertThat(node.dropbox.account.commits.keySet())
        .containsExactlyInAnyOrder(
            "/maps/map-1.tif", "/maps/map-1.tif.sha256", "/maps/map-1.tif.stac.json");
    assertThat(node.dropbox.calls.get(node.dropbox.calls.size() - 2).path())
        .as("what is done before the read-back")
        .endsWith("finish");
  }

  @Test
  void f18_aLostAnswerIsAskedForByOffset() {
    node.dropbox.failAfter("append_v2", 1, 2, Fault.LOST_ANSWER);

    assertDelivered(deliver());
    assertThat(sentBytes()).as("bytes, those of lost answers twice").isEqualTo(4500 + 2000);
  }

  @Test
  void f18_aRequestThatComesTwiceCountsOnce() {
    node.dropbox.failAfter("append_v2", 0, 3, Fault.TWICE);
    node.dropbox.fail("finish", 1, Fault.TWICE);
    node.dropbox.fail("files/upload", 1, Fault.TWICE);

    assertDelivered(deliver());
  }

  @Test
  void f18_anotherNodeGoesOnWhereTheFirstOneWas() {
    String session = startedSession(2500);

    var resumed =
        new TestDeliveryRun(DropboxFixture.SIDECARS)
            .resumedAt(new DeliverySession(0, "/maps/map-1.tif", session));
    DeliveryReceipt receipt = DropboxFixture.receipt(node.target().deliver(item, resumed));

    assertDelivered(receipt);
    assertThat(node.dropbox.count("upload_session/start")).as("sessions").isEqualTo(1);
    assertThat(sentBytes()).as("bytes, none of them twice").isEqualTo(4500);
  }

  @Test
  void f18_aLostSessionBeginsAnew() {
    node.dropbox.failAfter("append_v2", 3, 1, Fault.FORGET_SESSIONS);

    assertDelivered(deliver());
    assertThat(node.dropbox.count("upload_session/start")).isEqualTo(2);
    assertThat(run.recorded()).as("each session is in the journal").hasSize(3);
  }

  @Test
  void f18_aLostAnswerOfTheCommitIsLookedUp() {
    node.dropbox.fail("finish", 1, Fault.LOST_ANSWER);

    assertDelivered(deliver());
    assertThat(node.dropbox.count("finish")).as("commits sent").isEqualTo(1);
  }

  @Test
  void f18_bytesThatChangeUnderwayAreSentAgain() {
    node.dropbox.failAfter("append_v2", 2, 1, Fault.CORRUPT);

    assertDelivered(deliver());
    assertThat(node.dropbox.calls)
        .anySatisfy(call -> assertThat(call.error()).startsWith("content_hash_mismatch"));
  }

  @Test
  void f18_whatAnEarlierTryFinishedIsDelivered() {
    deliver();

    DeliveryReceipt again =
        DropboxFixture.receipt(
            node.target().deliver(item, new TestDeliveryRun(DropboxFixture.SIDECARS)));

    assertDelivered(again);
  }

  @Test
  void f18_aSessionWithOtherBytesBecomesNoFile() {
    DropboxApi api = node.targets.access(DropboxFixture.withAccessToken()).api();
    String session = api.startSession();
    api.append(session, 0, new byte[2000], 0, 2000);
    var resumed =
        new TestDeliveryRun().resumedAt(new DeliverySession(0, "/maps/map-1.tif", session));

    assertThatThrownBy(() -> DropboxFixture.receipt(node.target().deliver(item, resumed)))
        .hasMessageContaining("what it has is not what was sent");
    assertThat(node.dropbox.account.files()).as("what is left").isEmpty();
  }

  private DeliveryReceipt deliver() {
    return DropboxFixture.receipt(node.target().deliver(item, run));
  }

  private String startedSession(int bytes) {
    DropboxApi api = node.targets.access(DropboxFixture.withAccessToken()).api();
    String session = api.startSession();
    api.append(session, 0, node.content(item), 0, bytes);
    return session;
  }

  private long sentBytes() {
    return node.dropbox.calls.stream()
        .filter(call -> call.path().endsWith("append_v2"))
        .mapToLong(FakeDropbox.Call::bytes)
        .sum();
  }

  private void assertDelivered(DeliveryReceipt receipt) {
    assertThat(receipt.sha256()).isEqualTo(DropboxFixture.sha256(node.content(item)));
    assertThat(node.dropbox.account.files().get("/maps/map-1.tif")).isEqualTo(node.content(item));
    assertThat(node.dropbox.account.files()).hasSize(3);
    assertThat(node.dropbox.account.commits.values()).containsOnly(1);
  }
}
