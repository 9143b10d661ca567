package io.landfall.export.list;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import io.landfall.export.ExportSummary;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private final ActorTestKit akka = ActorTestKit.create();
  private final List<ExportId> all =
      Stream.generate(ExportId::generate)
          .limit(7)
          .sorted(Comparator.comparing(ExportId::toString))
          .toList();
  private final TestProbe<ExportId> reconciled = akka.createTestProbe();

  @AfterEach
  void stop() {
    akka.shutdownTestKit();
  }

  @Test
  void everyUnfinishedExportIsAskedEachRoundPageByPage() {
    akka.spawn(
        Reconciler.create(
            this::page, this::reconcile, new ReconcilerSettings(Duration.ofMillis(300), 1000)));
    assertThat(reconciled.receiveSeveralMessages(7)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(reconciled.receiveSeveralMessages(7)).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void neitherAFailingListNorASilentExportEndsIt() {
    var lists = new AtomicInteger();
    akka.spawn(
        Reconciler.create(
            (last, limit) ->
                lists.getAndIncrement() < 2
                    ? CompletableFuture.failedStage(
                        new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "It is down."))
                    : page(last, limit),
            id -> {
              reconcile(id);
              return CompletableFuture.failedStage(
                  new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "No answer."));
            },
            new ReconcilerSettings(Duration.ofMillis(50), 1000)));
    assertThat(reconciled.receiveSeveralMessages(14)).containsAll(all);
  }

  @Test
  void reconciliationIsThrottled() {
    akka.spawn(
        Reconciler.create(
            this::page, this::reconcile, new ReconcilerSettings(Duration.ofMillis(1), 3)));
    long started = System.nanoTime();
    reconciled.receiveSeveralMessages(7);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofSeconds(1));
  }

  /** Three at a time, whatever the limit, as a real page may be shorter than asked for. */
  private CompletionStage<List<ExportId>> page(ExportId last, int limit) {
    return CompletableFuture.completedStage(
        all.stream()
            .filter(id -> last == null || id.toString().compareTo(last.toString()) > 0)
            .limit(3)
            .toList());
  }

  private CompletionStage<ExportSummary> reconcile(ExportId id) {
    reconciled.ref().tell(id);
    return CompletableFuture.completedStage(null);
  }
}
