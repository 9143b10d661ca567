package io.landfall.delivery.dropbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.delivery.dropbox.FakeDropbox.Fault;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many deliveries to a Dropbox that goes wrong at random, by nodes that crash, as they follow from
 * a seed: {@code -Dchaos.seed=7}. What each comes to is asked of the fake alone.
 */
class DropboxDeliveriesIT {
  private static final int SAMPLE = 25;
  private static final int ALL = Integer.getInteger("dropbox.manyDeliveries", 250);
  private static final long SEED = Long.getLong("chaos.seed", 1);
  private static final int MOST_TRIES = 60;
  private static final double FAULTS = 0.15;
  private static final double CRASHES = 0.3;

  private static final List<Fault> AT_RANDOM =
      List.of(
          Fault.ANSWER_500,
          Fault.ANSWER_503,
          Fault.TOO_MANY_REQUESTS,
          Fault.TOO_MANY_WRITES,
          Fault.EXPIRE_TOKEN,
          Fault.REVOKE_TOKEN,
          Fault.SLOW,
          Fault.CUT,
          Fault.LOST_ANSWER,
          Fault.LOST_ANSWER,
          Fault.DONE_500,
          Fault.TWICE,
          Fault.CORRUPT,
          Fault.HTML_200,
          Fault.FORGET_SESSIONS);

  private final List<String> journal = new CopyOnWriteArrayList<>();
  private final AtomicInteger crashes = new AtomicInteger();

  /** A try whose node crashes after some looks whether anybody waits. */
  private final class CrashingRun extends TestDeliveryRun {
    private final AtomicInteger left;

    CrashingRun(int left) {
      super(DropboxFixture.SIDECARS);
      this.left = new AtomicInteger(left);
    }

    @Override
    public boolean isStopped() {
      return left.decrementAndGet() < 0;
    }
  }

  @Test
  void eachFileIsThereOnceWithItsHashWhateverGoesWrong() {
    deliverWhileAllGoesWrong(SAMPLE);
  }

  @Test
  @Tag("chaos")
  void manyFilesAreThereOnceWithTheirHashesWhateverGoesWrong() {
    deliverWhileAllGoesWrong(ALL);
  }

  private void deliverWhileAllGoesWrong(int deliveries) {
    try (var node = new DropboxFixture(Duration.ofSeconds(60))) {
      node.dropbox.retryAfterSeconds = 0;
      node.dropbox.slowMillis = 20;
      node.dropbox.failAtRandom(SEED, FAULTS, AT_RANDOM);
      List<DeliveryItem> items = new ArrayList<>();
      var random = new Random(SEED);
      for (int n = 0; n < deliveries; n++) {
        items.add(node.item(n, random.nextInt(6000)));
      }

      List<DeliveryReceipt> receipts = deliverAll(node, items);

      for (int n = 0; n < deliveries; n++) {
        assertDelivered(node, items.get(n), receipts.get(n));
      }
      assertThat(node.dropbox.account.files()).as("files in all").hasSize(3 * deliveries);
      Set<String> open = new HashSet<>(node.dropbox.account.sessionsWithBytes());
      open.removeAll(journal);
      assertThat(open).as("open sessions that no journal knows, seed %d", SEED).isEmpty();
      System.out.printf(
          "seed=%d deliveries=%d calls=%d faults=%d crashes=%d ok%n",
          SEED,
          deliveries,
          node.dropbox.calls.size(),
          node.dropbox.calls.stream().filter(call -> !call.fault().isEmpty()).count(),
          crashes.get());
    }
  }

  private List<DeliveryReceipt> deliverAll(DropboxFixture node, List<DeliveryItem> items) {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<CompletableFuture<DeliveryReceipt>> all = new ArrayList<>();
      for (DeliveryItem item : items) {
        all.add(CompletableFuture.supplyAsync(() -> deliver(node, item), threads));
      }
      return all.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Delivers as the entity has it done: again and again, each time where the last try was. */
  private DeliveryReceipt deliver(DropboxFixture node, DeliveryItem item) {
    var random = new Random(SEED * 31 + item.object().bytes());
    DeliverySession journalled = null;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      boolean crashes = random.nextDouble() < CRASHES;
      var run = new CrashingRun(crashes ? random.nextInt(12) : Integer.MAX_VALUE);
      run.resumedAt(journalled);
      try {
        return DropboxFixture.receipt(
            node.targets
                .target(DropboxFixture.withRefreshToken(), "owner " + item.fileName())
                .deliver(item, run));
      } catch (ExportFailure e) {
        assertThat(e.code())
            .as(e.getMessage())
            .isIn(ErrorCode.INTERNAL, ErrorCode.DESTINATION_UNWRITABLE);
        if (e.code() == ErrorCode.INTERNAL) {
          this.crashes.incrementAndGet();
        }
      } finally {
        run.recorded().stream()
            .map(DeliverySession::upload)
            .filter(upload -> upload != null)
            .forEach(journal::add);
      }
      journalled = run.session().orElse(null);
    }
    throw new AssertionError("%s is not there after %d tries".formatted(item, MOST_TRIES));
  }

  private static void assertDelivered(
      DropboxFixture node, DeliveryItem item, DeliveryReceipt receipt) {
    String path = "/maps/" + item.fileName();
    assertThat(receipt.sha256()).as(path).isEqualTo(DropboxFixture.sha256(node.content(item)));
    assertThat(node.dropbox.account.files().get(path)).as(path).isEqualTo(node.content(item));
    assertThat(node.dropbox.account.commits).as(path).containsEntry(path, 1);
    assertThat(receipt.sidecars())
        .allSatisfy(
            sidecar ->
                assertThat(node.dropbox.account.files().get("/maps/" + sidecar.name()))
                    .hasSize((int) sidecar.bytes()));
  }
}
