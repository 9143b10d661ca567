package io.landfall.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.landfall.delivery.ImageMaker.StoredImage;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.CrashGuard;
import io.landfall.export.ExportQuotas;
import io.landfall.export.ExportStep;
import io.landfall.export.FailureReply;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StepPorts.EndedDelivery;
import io.landfall.export.StoredFile;
import io.landfall.export.entity.EntityCommand;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.OutputFormat;
import io.landfall.store.MemoryStore;
import io.landfall.store.UploadBody;
import io.landfall.worker.RenderFixture;
import io.landfall.worker.StepReports;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TargetDeliveriesTest {
  private static final Destination BUCKET = new Destination.S3Destination(new UUID(7, 1));
  private static final DeliverySession OPEN = new DeliverySession(3, "a/out.tif", "up-1");
  private static ActorTestKit akka;
  private final MemoryStore store = new MemoryStore();

  @BeforeAll
  static void start() {
    akka = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    akka.shutdownTestKit();
  }

  @Test
  void whatADestinationIsSureToRefuseIsRefusedBeforeRendering() {
    List<PlannedFile> asked = new ArrayList<>();
    var target =
        new TestTarget() {
          @Override
          public CompletionStage<Done> checkBeforeRendering(PlannedFile file) {
            asked.add(file);
            return CompletableFuture.failedStage(
                new ExportFailure(ErrorCode.DESTINATION_FULL, "Cannot deliver: it is full."));
          }
        };
    assertThatThrownBy(() -> now(check(target)))
        .satisfies(
            thrown ->
                assertThat(ExportFailure.of(thrown).code()).isEqualTo(ErrorCode.DESTINATION_FULL));
    assertThat(asked)
        .containsExactly(
            new PlannedFile(
                RenderFixture.ATTEMPT, "my map.tif", OutputFormat.FileFormat.COG, 1000));
  }

  @Test
  void whoCannotBeAskedBeforeRenderingIsAskedLater() throws Exception {
    for (RuntimeException silence :
        List.of(
            new IllegalStateException("broken"),
            new ExportFailure(ErrorCode.STORE_UNAVAILABLE, "Cannot ask."))) {
      var target =
          new TestTarget() {
            @Override
            public CompletionStage<Done> checkBeforeRendering(PlannedFile file) {
              return CompletableFuture.failedStage(silence);
            }
          };
      assertThat(now(check(target))).isNotNull();
    }
  }

  @Test
  void f25WhatEndedDeliveriesHaveOpenIsClosedEachAndTriedAgain() throws Exception {
    List<DeliverySession> closed = new ArrayList<>();
    var target =
        new TestTarget() {
          @Override
          public CompletionStage<Optional<String>> abandon(
              ExportAttempt attempt, DeliverySession session) {
            closed.add(session);
            return closed.size() == 1
                ? CompletableFuture.failedStage(new IllegalStateException("reset"))
                : CompletableFuture.completedStage(Optional.of("s3://bucket/a/out.tif"));
          }
        };
    var left =
        now(
            deliveries(target)
                .abandon(RenderFixture.ATTEMPT, List.of(new EndedDelivery("me", BUCKET, OPEN))));
    assertThat(left).containsExactly(new LeftFile(3, "s3://bucket/a/out.tif"));
    assertThat(closed).containsExactly(OPEN, OPEN);
  }

  @Test
  void aTargetHasTheJournalHoldItsSessionAndStartsFromIt() {
    TestProbe<EntityCommand> entity = akka.createTestProbe();
    deliver(entity, null);
    var first = next(entity, EntityCommand.AcceptDeliverySession.class);
    assertThat(first.session()).isEqualTo(new DeliverySession(0, "from none", null));
    first.replyTo().tell(StatusReply.ack());
    var second = next(entity, EntityCommand.AcceptDeliverySession.class);
    assertThat(second.session().upload()).isEqualTo("up-2");
    assertThat(second.replacedUpload()).isNull();
    second.replyTo().tell(StatusReply.ack());
    assertThat(next(entity, EntityCommand.AcceptDelivery.class).receipt().href())
        .isEqualTo("from none");

    deliver(entity, new DeliverySession(0, "x", "up-2"));
    var again = next(entity, EntityCommand.AcceptDeliverySession.class);
    assertThat(again.session().location()).isEqualTo("from up-2");
    assertThat(again.replacedUpload()).isEqualTo("up-2");
  }

  @Test
  void aDeliveryThatNobodyWaitsForEndsWithoutAWord() {
    TestProbe<EntityCommand> entity = akka.createTestProbe();
    ActorRef<?> child = deliver(entity, null);
    var first = next(entity, EntityCommand.AcceptDeliverySession.class);
    first
        .replyTo()
        .tell(
            StatusReply.error(
                FailureReply.of(ErrorCode.STATE_CONFLICT, "It was canceled.").getError()));
    entity.expectTerminated(child, Duration.ofSeconds(20));
    entity.expectNoMessage(Duration.ofMillis(50));
  }

  private CompletionStage<Done> check(DeliveryTarget target) {
    var source = new ExportSource.MosaicSource(List.of(new SceneId("a")), List.of());
    ExportRequest request =
        new ExportRequestBuilder("me", source).delivery(List.of(BUCKET)).build();
    return deliveries(target)
        .checkBeforeRendering(
            RenderFixture.ATTEMPT, request, DeliveryFixture.plan(OutputFormat.FileFormat.COG));
  }

  private ActorRef<?> deliver(TestProbe<EntityCommand> entity, DeliverySession session) {
    store.put(RenderFixture.KEY, UploadBody.of("file"), "");
    var object = new StoredObject(RenderFixture.KEY, "etag", 4, null);
    var request =
        new DeliveryRequest(
            RenderFixture.ATTEMPT,
            "me",
            DeliveryFixture.plan(OutputFormat.FileFormat.COG),
            new StoredFile(object, List.of(), List.of()),
            0,
            BUCKET,
            session,
            Instant.EPOCH,
            0);
    return akka.spawn(
        deliveries(new TestTarget())
            .create(
                request,
                StepReports.to(
                    entity.ref(), 1, ExportStep.DELIVER, akka.system(), RenderFixture.STEPS)));
  }

  private TargetDeliveries deliveries(DeliveryTarget target) {
    return new TargetDeliveries(
        akka.system(),
        new DeliveryServices(
            store,
            (request, onRows) -> new CompletableFuture<StoredImage>(),
            SidecarSource.NONE,
            (destination, owner) -> CompletableFuture.completedStage(target),
            CrashGuard.NONE,
            CommitFencingCheck.ALWAYS_ALLOW,
            ExportQuotas.NONE));
  }

  /** Returns the next that is no sign of life. */
  private static <T extends EntityCommand> T next(TestProbe<EntityCommand> entity, Class<T> type) {
    EntityCommand message = entity.receiveMessage(Duration.ofSeconds(20));
    boolean isSign =
        message instanceof EntityCommand.StepHeartbeat
            || message instanceof EntityCommand.StepWaits;
    return isSign ? next(entity, type) : type.cast(message);
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** Tells by the address of the file which upload it has begun with. */
  private static class TestTarget implements DeliveryTarget {
    @Override
    public CompletionStage<DeliveryReceipt> deliver(DeliveryItem item, DeliveryRun run) {
      String from = "from " + run.session().map(DeliverySession::upload).orElse("none");
      return run.recordSession(from, null)
          .thenCompose(done -> run.recordSession(from, "up-2"))
          .thenApply(done -> item.receipt(from, "0b", List.of()));
    }
  }
}
