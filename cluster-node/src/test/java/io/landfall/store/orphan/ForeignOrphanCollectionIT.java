package io.landfall.store.orphan;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.KillSwitches;
import io.landfall.export.ExportSummary;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.request.Destination;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.EmbeddedStore;
import io.landfall.secret.Secret;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.s3.S3ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The orphan collection in a bucket of a server that other people wrote: the embedded S3Proxy. */
class ForeignOrphanCollectionIT {
  private static ActorTestKit testKit;
  private static final OrphanCollectionSettings SETTINGS =
      new OrphanCollectionSettings(
          Duration.ofMinutes(1),
          new Orphans(Duration.ofMillis(1), Duration.ofDays(1)),
          10_000,
          10_000);

  private final ExportId running = ExportId.generate();
  private final ExportId done = ExportId.generate();
  private final ExportId unknown = ExportId.generate();

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void orphansInTheEmbeddedStoreAreCollected(@TempDir Path folder) throws Exception {
    try (DataFolder data = DataFolder.acquire(folder);
        EmbeddedStore server = EmbeddedStore.start(data)) {
      var at = server.endpoint();
      collectOrphans(
          new StoreSettings(
              at.endpoint(),
              at.bucket(),
              at.accessKeyId(),
              Secret.of(at.secretAccessKey()),
              at.region()));
    }
  }

  private void collectOrphans(StoreSettings settings) throws Exception {
    try (S3ObjectStore store = new S3ObjectStore(testKit.system(), settings)) {
      now(store.ensureBucket());
      for (ExportId id : List.of(running, done, unknown)) {
        fill(store, ExportAttempt.first(id));
      }
      Thread.sleep(1100); // stores tell times in seconds
      var collection =
          new OrphanCollection(testKit.system(), store, this::summary, SETTINGS, Clock.systemUTC());

      OrphanCollection.CollectionResult result =
          now(collection.collect(KillSwitches.shared("test")));

      assertThat(result).isEqualTo(new OrphanCollection.CollectionResult(9, 2, 2, 1, 4 + 4 + 5));
      assertThat(now(store.list(ObjectKeys.EXPORTS)))
          .containsExactlyInAnyOrder(file(running), file(done));
      assertThat(now(store.list(ObjectKeys.SCRATCH)))
          .containsExactly(ObjectKeys.plan(ExportAttempt.first(running)));
      assertThat(now(store.uploads(ObjectKeys.EXPORTS)))
          .extracting(ObjectStore.OpenUpload::key)
          .containsExactly(file(running));
    }
  }

  private static String file(ExportId id) {
    return ObjectKeys.file(ExportAttempt.first(id), "out.tif");
  }

  private static void fill(S3ObjectStore store, ExportAttempt attempt) throws Exception {
    String file = ObjectKeys.file(attempt, "out.tif");
    now(store.put(file, UploadBody.of("whole"), "image/tiff"));
    now(store.put(ObjectKeys.plan(attempt), UploadBody.of("plan"), "application/json"));
    String upload = now(store.openUpload(file, "image/tiff"));
    now(store.putPart(file, upload, 1, UploadBody.of("part")));
  }

  private CompletionStage<ExportSummary> summary(ExportId id) {
    if (id.equals(unknown)) {
      return CompletableFuture.failedStage(
          new ExportFailure(ErrorCode.EXPORT_UNKNOWN, "Cannot find it."));
    }
    return CompletableFuture.completedStage(
        new ExportSummary(
            id,
            "me",
            List.of(new Destination.LinkDestination()),
            id.equals(done) ? ExportStatus.SUCCESS : ExportStatus.RENDERING,
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
            Priority.NORMAL,
            List.of(),
            List.of(),
            null,
            null,
            null,
            null));
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, SECONDS);
  }
}
