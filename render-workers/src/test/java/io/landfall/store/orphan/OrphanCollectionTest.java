package io.landfall.store.orphan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.Destination;
import io.landfall.store.MemoryStore;
import io.landfall.store.ObjectKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrphanCollectionTest {
  private static ActorTestKit testKit;
  private static final Orphans RULE = new Orphans(Duration.ofHours(1), Duration.ofHours(24));
  private static final SharedKillSwitch STOP = KillSwitches.shared("test");

  private final MemoryStore store = new MemoryStore(); // everything in it is very old
  private final Map<ExportId, ExportSummary> exports = new ConcurrentHashMap<>();
  private final List<ExportId> asked = new CopyOnWriteArrayList<>();
  private final OrphanCollection collection =
      new OrphanCollection(
          testKit.system(),
          store,
          this::summary,
          new OrphanCollectionSettings(Duration.ofMillis(50), RULE, 10_000, 10_000),
          Clock.systemUTC());

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void whatExportsNeedStaysAndAllElseGoes() throws Exception {
    ExportId running = export(ExportStatus.RENDERING, 2, null, new Destination.LinkDestination());
    ExportId done = export(ExportStatus.SUCCESS, 1, null, new Destination.LinkDestination());
    ExportId brought =
        export(ExportStatus.SUCCESS, 1, null, new Destination.LocalFileDestination("/x.tif"));
    ExportId canceled =
        export(ExportStatus.ERROR, 1, ExportStep.RENDER, new Destination.LinkDestination());
    ExportId unknown = ExportId.generate();
    for (ExportId id : List.of(running, done, brought, canceled, unknown)) {
      fill(new ExportAttempt(id, 1));
    }
    fill(new ExportAttempt(running, 2));
    store.objects.put("exports/readme.txt", new byte[9]);

    OrphanCollection.CollectionResult collected = now(collection.collect(STOP));

    ExportAttempt current = new ExportAttempt(running, 2);
    assertThat(store.objects.keySet())
        .containsExactlyInAnyOrder(
            "exports/readme.txt",
            ObjectKeys.file(current, "out.tif"),
            ObjectKeys.plan(current),
            ObjectKeys.file(new ExportAttempt(done, 1), "out.tif"));
    assertThat(store.uploads.keySet())
        .singleElement()
        .asString()
        .startsWith(ObjectKeys.file(current, "out.tif"));
    assertThat(collected)
        .isEqualTo(new OrphanCollection.CollectionResult(18, 5, 5, 4, 4 * 5 + 5 * 3));
    assertThat(now(collection.collect(STOP)).removed()).isZero();
  }

  @Test
  void theFileOfAFailedDeliveryIsKeptForADay() throws Exception {
    ExportId failed =
        export(ExportStatus.ERROR, 1, ExportStep.DELIVER, new Destination.LinkDestination());
    fill(new ExportAttempt(failed, 1));
    String file = ObjectKeys.file(new ExportAttempt(failed, 1), "out.tif");

    endedAt(failed, Duration.ofHours(23));
    now(collection.collect(STOP));
    assertThat(store.objects.keySet()).containsExactly(file);
    assertThat(store.uploads).isEmpty();

    endedAt(failed, Duration.ofHours(25));
    now(collection.collect(STOP));
    assertThat(store.objects).isEmpty();
  }

  /** Whatever has become of other destinations, and of the wish to have them. */
  @ParameterizedTest
  @ValueSource(strings = {"PARTIAL_DELIVERY", "CANCELED"})
  void theFileThatALinkWasGivenForStays(String reason) throws Exception {
    ExportId id =
        export(ExportStatus.ERROR, 1, ExportStep.DELIVER, new Destination.LinkDestination());
    var receipt = new DeliveryReceipt(0, "out.tif", "/out.tif", 1, "0b", "image/tiff");
    endedAt(id, Duration.ofDays(9), reason, List.of(receipt));
    String file = ObjectKeys.file(ExportAttempt.first(id), "out.tif");
    store.objects.put(file, new byte[1]);
    now(collection.collect(STOP));
    assertThat(store.objects.keySet()).containsExactly(file);
  }

  @Test
  void aSucceededExportIsAskedOnceAndForAll() throws Exception {
    ExportId done = export(ExportStatus.SUCCESS, 1, null, new Destination.LinkDestination());
    ExportId running = export(ExportStatus.RENDERING, 1, null, new Destination.LinkDestination());
    for (ExportId id : List.of(done, running)) {
      store.objects.put(ObjectKeys.file(ExportAttempt.first(id), "out.tif"), new byte[1]);
    }
    now(collection.collect(STOP));
    now(collection.collect(STOP));
    assertThat(asked).containsExactlyInAnyOrder(done, running, running);
  }

  @Test
  void whatNobodyCanTellAboutStays() throws Exception {
    ExportId silent = ExportId.generate();
    exports.put(
        silent,
        summary(silent, ExportStatus.RENDERING, 99, null, new Destination.LinkDestination()));
    fill(ExportAttempt.first(silent));
    fill(ExportAttempt.first(ExportId.generate()));

    var mute =
        new OrphanCollection(
            testKit.system(),
            store,
            id ->
                id.equals(silent)
                    ? CompletableFuture.failedStage(
                        new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "No answer."))
                    : summary(id),
            new OrphanCollectionSettings(Duration.ofMillis(50), RULE, 10_000, 10_000),
            Clock.systemUTC());
    assertThat(now(mute.collect(STOP)).removed()).isEqualTo(3);
    assertThat(store.objects.keySet()).hasSize(2).allMatch(key -> key.contains(silent.toString()));
    assertThat(store.uploads).hasSize(1);
  }

  @Test
  void removingIsNoStorm() throws Exception {
    for (int i = 0; i < 40; i++) {
      store.objects.put(
          ObjectKeys.file(ExportAttempt.first(ExportId.generate()), "out.tif"), new byte[1]);
    }
    var slow =
        new OrphanCollection(
            testKit.system(),
            store,
            this::summary,
            new OrphanCollectionSettings(Duration.ofMillis(50), RULE, 10_000, 10),
            Clock.systemUTC());
    long started = System.nanoTime();
    assertThat(now(slow.collect(STOP)).files()).isEqualTo(40);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void theCollectorGoesRoundAfterRoundAndOutlivesAStoreThatFails() {
    var collector = testKit.spawn(OrphanCollector.create(collection, Duration.ofMillis(50)));
    store.objects.put("exports/not/1/ours", new byte[1]);
    for (int i = 0; i < 3; i++) {
      fill(ExportAttempt.first(ExportId.generate()));
      await().untilAsserted(() -> assertThat(store.objects).hasSize(1));
    }
    testKit.stop(collector);
  }

  private void fill(ExportAttempt attempt) {
    String file = ObjectKeys.file(attempt, "out.tif");
    store.objects.put(file, new byte[5]);
    store.objects.put(ObjectKeys.plan(attempt), new byte[3]);
    store.openUpload(file, "image/tiff");
  }

  private ExportId export(ExportStatus status, int attempt, ExportStep failed, Destination to) {
    ExportId id = ExportId.generate();
    exports.put(id, summary(id, status, attempt, failed, to));
    return id;
  }

  private void endedAt(ExportId id, Duration ago) {
    endedAt(id, ago, null, List.of());
  }

  private void endedAt(ExportId id, Duration ago, String reason, List<DeliveryReceipt> receipts) {
    ExportSummary now = exports.get(id);
    exports.put(
        id,
        new ExportSummary(
            id,
            now.owner(),
            now.destinations(),
            now.status(),
            reason,
            0,
            0,
            0,
            receipts,
            now.failure(),
            Instant.EPOCH,
            Instant.now().minus(ago),
            9,
            now.attempt(),
            now.priority(),
            List.of(),
            List.of(),
            null,
            null,
            null,
            null));
  }

  private static ExportSummary summary(
      ExportId id, ExportStatus status, int attempt, ExportStep failed, Destination to) {
    var failure =
        failed == null
            ? null
            : new ExportSummary.StepFailure(ErrorCode.INTERNAL, failed, "It failed.");
    return new ExportSummary(
        id,
        "me",
        List.of(to),
        status,
        null,
        0,
        0,
        0,
        List.of(),
        failure,
        Instant.EPOCH,
        Instant.EPOCH,
        9,
        attempt,
        Priority.NORMAL,
        List.of(),
        List.of(),
        null,
        null,
        null,
        null);
  }

  private CompletionStage<ExportSummary> summary(ExportId id) {
    asked.add(id);
    ExportSummary known = exports.get(id);
    return known != null
        ? CompletableFuture.completedStage(known)
        : CompletableFuture.failedStage(
            new ExportFailure(ErrorCode.EXPORT_UNKNOWN, "Cannot find export %s.".formatted(id)));
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
