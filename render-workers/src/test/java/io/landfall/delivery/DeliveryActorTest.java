package io.landfall.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.landfall.delivery.ImageMaker.StoredImage;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.CrashGuard;
import io.landfall.export.ExportQuotas;
import io.landfall.export.ExportStep;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StoredFile;
import io.landfall.export.entity.EntityCommand;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.StoredObject;
import io.landfall.model.request.Destination;
import io.landfall.model.request.OutputFormat;
import io.landfall.pool.NodeMemory;
import io.landfall.store.MemoryStore;
import io.landfall.store.UploadBody;
import io.landfall.worker.RenderFixture;
import io.landfall.worker.StepReports;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryActorTest {
  private final ActorTestKit akka =
      ActorTestKit.create(
          ConfigFactory.parseString("landfall.render.memory = 40 MiB")
              .withFallback(ConfigFactory.load()));
  private final MemoryStore store = new MemoryStore();
  private final Queue<CompletableFuture<StoredImage>> images = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    akka.shutdownTestKit();
  }

  @Test
  void imagesWaitForMemoryAndThoseThatNobodyWantsAnyMoreGiveItUp() {
    store.put(RenderFixture.KEY, UploadBody.of("file"), "");
    deliver(1);
    await().until(() -> images.size() == 1);
    deliver(2);
    ActorRef<?> unwanted = deliver(3);
    await().until(() -> !NodeMemory.of(akka.system()).hasRoom(1, 0)); // both wait
    akka.stop(unwanted);
    assertThat(images).as("images under way").hasSize(1);

    images.remove().completeExceptionally(new IllegalStateException("broken"));

    await().until(() -> images.size() == 1);
    images.remove().completeExceptionally(new IllegalStateException("broken"));
    await().until(() -> NodeMemory.of(akka.system()).taken() == 0);
    assertThat(images).as("images that nobody wants").isEmpty();
  }

  private ActorRef<?> deliver(int export) {
    var object = new StoredObject(RenderFixture.KEY, "etag", 4, null);
    var delivery =
        new DeliveryRequest(
            new ExportAttempt(new ExportId(new UUID(7L << 12, export)), 1),
            "owner " + export,
            DeliveryFixture.plan(OutputFormat.FileFormat.PNG),
            new StoredFile(object, List.of(), List.of()),
            0,
            new Destination.LinkDestination(),
            null,
            Instant.EPOCH,
            0);
    var deliveries =
        new TargetDeliveries(
            akka.system(),
            new DeliveryServices(
                store,
                (request, onRows) -> {
                  var image = new CompletableFuture<StoredImage>();
                  images.add(image);
                  return image;
                },
                SidecarSource.NONE,
                (destination, owner) -> new CompletableFuture<>(),
                CrashGuard.NONE,
                CommitFencingCheck.ALWAYS_ALLOW,
                ExportQuotas.NONE));
    var entity = akka.<EntityCommand>createTestProbe().ref();
    return akka.spawn(
        deliveries.create(
            delivery,
            StepReports.to(entity, 1, ExportStep.DELIVER, akka.system(), RenderFixture.STEPS)));
  }
}
