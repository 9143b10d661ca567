package io.landfall.delivery.dropbox;

import static io.landfall.delivery.dropbox.DropboxFixture.SIDECARS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.Done;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.PlannedFile;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.delivery.dropbox.FakeDropbox.Fault;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliverySession;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F25: a canceled delivery leaves no file, or a complete one that is reported. */
class F25DropboxCancelIT {
  private static final int CALLS_OF_A_DELIVERY = 13;

  private final DropboxFixture node = new DropboxFixture();

  @AfterEach
  void stop() {
    node.close();
  }

  /** A try that ends when something is so. */
  private static final class EndingRun extends TestDeliveryRun {
    private final BooleanSupplier isEnded;

    EndingRun(BooleanSupplier isEnded) {
      super(SIDECARS);
      this.isEnded = isEnded;
    }

    @Override
    public boolean isStopped() {
      return isEnded.getAsBoolean();
    }
  }

  @Test
  void f25_canceledBeforeAnyCallItLeavesNoFileOrTellsOfIt() {
    for (int calls = 0; calls <= CALLS_OF_A_DELIVERY; calls++) {
      DeliveryItem item = node.item(calls, 4500);
      long last = node.dropbox.calls.size() + calls;
      var run = new EndingRun(() -> node.dropbox.calls.size() >= last);

      boolean isDelivered = ended(item, run) == null;
      Optional<String> left = abandon(item, run);

      byte[] file = node.dropbox.account.files().get("/maps/" + item.fileName());
      assertThat(left.isPresent())
          .as("told after %d calls, delivered: %s", calls, isDelivered)
          .isEqualTo(file != null);
      if (file == null) {
        assertThat(node.dropbox.account.files().keySet())
            .as("sidecars after %d calls", calls)
            .noneMatch(path -> path.startsWith("/maps/" + item.fileName()));
      } else {
        assertThat(file).isEqualTo(node.content(item));
        assertThat(left).hasValue("dropbox:///maps/" + item.fileName());
      }
      assertThat(abandon(item, run)).as("asked again").isEqualTo(left);
    }
  }

  @Test
  void f25_canceledWhileItIsCommittedItWaitsForWhatComesOfIt() throws Exception {
    node.dropbox.slowMillis = 500;
    node.dropbox.fail("finish", 1, Fault.SLOW);
    var isCommitting = new CompletableFuture<Void>();
    DeliveryItem item = node.item(1, 4500);
    var run =
        new TestDeliveryRun(
            SIDECARS,
            () -> {
              if (node.dropbox.account.files().size() == 2) { // both sidecars
                isCommitting.complete(null);
              }
              return CompletableFuture.completedStage(Done.getInstance());
            });
    var delivery = node.target().deliver(item, run).toCompletableFuture();
    isCommitting.get(30, TimeUnit.SECONDS);
    await()
        .atMost(Duration.ofSeconds(30)) // the file is there then, its answer is not
        .until(() -> node.dropbox.account.files().size() == 3);

    assertThat(abandon(item, run)).hasValue("dropbox:///maps/map-1.tif");

    delivery.get(30, TimeUnit.SECONDS);
  }

  @Test
  void f25_aRetryTakesWhatTheCanceledTryHasLeft() {
    DeliveryItem item = node.item(1, 4500);
    DropboxFixture.receipt(node.target().deliver(item, new TestDeliveryRun(SIDECARS)));
    var retried = new ExportAttempt(item.attempt().id(), 2);
    var file = new PlannedFile(retried, item.fileName(), item.type(), 4500);

    assertThat(node.target().checkBeforeRendering(file).toCompletableFuture().join()).isNotNull();
    var again =
        new DeliveryItem(retried, item.fileName(), item.type(), item.object(), item.parts(), 0);
    DropboxFixture.receipt(node.target().deliver(again, new TestDeliveryRun(SIDECARS)));

    assertThat(node.dropbox.account.commits).containsEntry("/maps/map-1.tif", 1).hasSize(3);
  }

  @Test
  void f25_aDeliveryThatFailsTakesItsSidecarsBack() {
    try (var impatient = new DropboxFixture(Duration.ofMillis(300))) {
      DeliveryItem item = impatient.item(1, 4500);
      impatient.dropbox.fail("finish", 1000, Fault.ANSWER_503);
      var failed = impatient.target().deliver(item, new TestDeliveryRun(SIDECARS));

      assertThatThrownBy(() -> DropboxFixture.receipt(failed))
          .isInstanceOfSatisfying(
              ExportFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_UNWRITABLE));
      assertThat(impatient.dropbox.account.commits).as("sidecars that were made").hasSize(2);
      assertThat(impatient.dropbox.account.files()).isEmpty();
    }
  }

  private Throwable ended(DeliveryItem item, TestDeliveryRun run) {
    return node.target()
        .deliver(item, run)
        .handle((receipt, thrown) -> thrown)
        .toCompletableFuture()
        .join();
  }

  private Optional<String> abandon(DeliveryItem item, TestDeliveryRun run) {
    Optional<DeliverySession> session = run.session();
    return session.isEmpty()
        ? Optional.empty()
        : node.target().abandon(item.attempt(), session.get()).toCompletableFuture().join();
  }
}
