package io.landfall.delivery.dropbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.PlannedFile;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.delivery.dropbox.FakeDropbox.Fault;
import io.landfall.model.ExportAttempt;
import io.landfall.model.delivery.DeliverySession;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** T27: who has much to do with a Dropbox that does not answer holds up nobody else. */
class T27DropboxSharesIT {
  private static final int MANY = 100;

  private final DropboxFixture node = new DropboxFixture();

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void t27_looksOfOneOwnerHoldUpNoOther() throws Exception {
    node.dropbox.fail("get_metadata", MANY, Fault.HANG);
    DeliveryItem item = node.item(1, 4500);
    CompletableFuture<?>[] hanging =
        IntStream.range(0, MANY)
            .mapToObj(n -> look(node.target(), item.attempt(), item))
            .toArray(CompletableFuture[]::new);
    DeliveryTarget others = node.targets.target(DropboxFixture.withAccessToken(), "other");

    look(others, new ExportAttempt(item.attempt().id(), 2), item).get(20, TimeUnit.SECONDS);
    others
        .abandon(item.attempt(), new DeliverySession(0, "/maps/map-1.tif", "unknown"))
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);

    assertThat(hanging).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void t27_deliveriesThatDropboxLetsWaitHoldUpNoOther() throws Exception {
    node.dropbox.retryAfterSeconds = 30;
    node.dropbox.fail("append_v2", 4, Fault.TOO_MANY_REQUESTS);
    DropboxTargets patient = node.newNode(Duration.ofMinutes(5));
    CompletableFuture<?>[] waiting =
        IntStream.range(0, 4)
            .mapToObj(n -> deliver(patient, "owner " + n / 2, node.item(n, 4500)))
            .toArray(CompletableFuture[]::new);
    while (node.dropbox.count("append_v2") < 4) {
      Thread.sleep(5); // all four have been told to wait
    }

    deliver(patient, "other", node.item(9, 4500)).get(25, TimeUnit.SECONDS);

    assertThat(waiting).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void t27_aLongWaitGoesOnWhereItWas() throws Exception {
    node.dropbox.retryAfterSeconds = 1;
    node.dropbox.failAfter("append_v2", 2, 1, Fault.TOO_MANY_REQUESTS);
    node.dropbox.failAfter("finish", 0, 1, Fault.TOO_MANY_REQUESTS);
    node.dropbox.failAfter("get_space_usage", 0, 1, Fault.TOO_MANY_REQUESTS);
    DeliveryItem item = node.item(1, 4500);

    look(node.target(), item.attempt(), item).get(30, TimeUnit.SECONDS);
    deliver(node.targets, "me", item).get(30, TimeUnit.SECONDS);

    assertThat(node.dropbox.account.files()).containsEntry("/maps/map-1.tif", node.content(item));
    assertThat(
            node.dropbox.calls.stream()
                .filter(call -> call.path().endsWith("append_v2"))
                .mapToLong(FakeDropbox.Call::bytes)
                .sum())
        .as("bytes sent, a chunk of them twice")
        .isEqualTo(5500);
  }

  private static CompletableFuture<?> deliver(
      DropboxTargets targets, String owner, DeliveryItem item) {
    return targets
        .target(DropboxFixture.withAccessToken(), owner)
        .deliver(item, new TestDeliveryRun(DropboxFixture.SIDECARS))
        .toCompletableFuture();
  }

  private static CompletableFuture<?> look(
      DeliveryTarget target, ExportAttempt attempt, DeliveryItem item) {
    return target
        .checkBeforeRendering(new PlannedFile(attempt, item.fileName(), item.type(), 1))
        .toCompletableFuture();
  }
}
