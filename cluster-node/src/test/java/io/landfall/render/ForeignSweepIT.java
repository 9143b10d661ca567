package io.landfall.render;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.KillSwitches;
import io.landfall.export.ExportSummary;
import io.landfall.model.Attempt;
import io.landfall.model.Destination;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportSource;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.SceneId;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sweep of a bucket of a server that other people wrote: the embedded S3Proxy. */
class ForeignSweepIT {
  private static final ActorTestKit AKKA = ActorTestKit.create();
  private static final SweepSettings SETTINGS =
      new SweepSettings(
          Duration.ofMinutes(1),
          new Leftovers(Duration.ofMillis(1), Duration.ofDays(1)),
          10_000,
          10_000);

  private final ExportId running = ExportId.next();
  private final ExportId done = ExportId.next();
  private final ExportId unknown = ExportId.next();

  @AfterAll
  static void stop() {
    AKKA.shutdownTestKit();
  }

  @Test
  void theEmbeddedStoreIsSwept(@TempDir Path folder) throws Exception {
    try (DataFolder data = DataFolder.take(folder);
        EmbeddedStore server = EmbeddedStore.start(data)) {
      var at = server.address();
      sweep(
          new StoreSettings(
              at.endpoint(),
              at.bucket(),
              at.accessKeyId(),
              Secret.of(at.secretAccessKey()),
              at.region()));
    }
  }

  private void sweep(StoreSettings settings) throws Exception {
    try (S3ObjectStore store = new S3ObjectStore(AKKA.system(), settings)) {
      now(store.ensureBucket());
      for (ExportId id : List.of(running, done, unknown)) {
        fill(store, Attempt.first(id));
      }
      Thread.sleep(1100); // stores tell times in seconds
      var sweep = new Sweep(AKKA.system(), store, this::summary, SETTINGS, Clock.systemUTC());

      Sweep.Swept swept = now(sweep.round(KillSwitches.shared("test")));

      assertThat(swept).isEqualTo(new Sweep.Swept(9, 2, 2, 1, 4 + 4 + 5));
      assertThat(now(store.list(ObjectKeys.EXPORTS)))
          .containsExactlyInAnyOrder(file(running), file(done));
      assertThat(now(store.list(ObjectKeys.SCRATCH)))
          .containsExactly(ObjectKeys.plan(Attempt.first(running)));
      assertThat(now(store.uploads(ObjectKeys.EXPORTS)))
          .extracting(ObjectStore.OpenUpload::key)
          .containsExactly(file(running));
    }
  }

  private static String file(ExportId id) {
    return ObjectKeys.file(Attempt.first(id), "out.tif");
  }

  private static void fill(S3ObjectStore store, Attempt attempt) throws Exception {
    String file = ObjectKeys.file(attempt, "out.tif");
    now(store.put(file, Body.of("whole"), "image/tiff"));
    now(store.put(ObjectKeys.plan(attempt), Body.of("plan"), "application/json"));
    String upload = now(store.openUpload(file, "image/tiff"));
    now(store.putPart(file, upload, 1, Body.of("part")));
  }

  private CompletionStage<ExportSummary> summary(ExportId id) {
    if (id.equals(unknown)) {
      return CompletableFuture.failedStage(
          new ExportFailure(ErrorCode.EXPORT_UNKNOWN, "Cannot find it."));
    }
    var request =
        new ExportRequest(
            "me",
            null,
            null,
            new ExportSource.Scenes(List.of(new SceneId("a")), List.of()),
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(new Destination.Link()),
            null);
    return CompletableFuture.completedStage(
        new ExportSummary(
            id,
            request,
            id.equals(done) ? ExportStatus.SUCCESS : ExportStatus.RENDERING,
            null,
            null,
            0,
            0,
            0,
            List.of(),
            null,
            Instant.EPOCH,
            Instant.EPOCH,
            9,
            1,
            Priority.NORMAL));
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, SECONDS);
  }
}
