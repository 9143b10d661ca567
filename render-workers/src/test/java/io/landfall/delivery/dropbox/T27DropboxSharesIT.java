package io.landfall.delivery.dropbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.PlannedFile;
import io.landfall.delivery.dropbox.FakeDropbox.Fault;
import io.landfall.model.DeliverySession;
import io.landfall.model.ExportAttempt;
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

  private static CompletableFuture<?> look(
      DeliveryTarget target, ExportAttempt attempt, DeliveryItem item) {
    return target
        .checkBeforeRendering(new PlannedFile(attempt, item.fileName(), item.type(), 1))
        .toCompletableFuture();
  }
}
