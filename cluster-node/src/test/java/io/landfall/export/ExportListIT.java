package io.landfall.export;

import static io.landfall.export.JournalDatabase.request;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.landfall.export.crash.CrashGuardSettings;
import io.landfall.export.crash.JdbcCrashNotes;
import io.landfall.export.crash.NotedCrashGuard;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.ExportEntity;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportGauges;
import io.landfall.export.entity.ExportHistory;
import io.landfall.export.list.ExportListProjection;
import io.landfall.export.list.ExportListQuery;
import io.landfall.export.list.ExportListQuery.ExportListFilter;
import io.landfall.export.list.ParkedEventRetry;
import io.landfall.export.list.ParkedEvents;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.StoredObject;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.RequestOrigin;
import io.landfall.model.request.RequestOrigin.ProjectUse;
import io.landfall.secret.SecretCipher;
import io.landfall.webhook.JdbcWebhookStore;
import io.landfall.webhook.Webhook;
import io.landfall.webhook.Webhook.WebhookTarget;
import io.landfall.webhook.WebhookDelivery;
import io.landfall.webhook.WebhookDelivery.WebhookAttempt;
import io.landfall.webhook.WebhookDelivery.WebhookState;
import io.landfall.webhook.WebhookEvent;
import io.landfall.webhook.WebhookOutbox;
import io.landfall.webhook.WebhookOutbox.EventError;
import io.landfall.webhook.WebhookOutbox.OutboxEvent;
import io.landfall.webhook.WebhookQueue;
import io.landfall.webhook.WebhookQueue.LeasedDelivery;
import io.landfall.worker.RenderFixture;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.Visibility;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sharded exports, their journal in PostgreSQL and the list made from it, on one node. */
class ExportListIT {
  private static JournalDatabase database;
  private static ActorTestKit akka;
  private static Exports exports;
  private static ExportListQuery query;

  @BeforeAll
  static void start() throws Exception {
    database = JournalDatabase.start();
    akka = database.startNode();
    exports = JournalDatabase.startShards(akka, JournalDatabase.silentSteps(id -> {}));
    ExportListProjection.init(akka.system(), database.dataSource());
    query = new ExportListQuery(database.dataSource());
  }

  @AfterAll
  static void stop() throws Exception {
    akka.shutdownTestKit();
    database.close();
  }

  @Test
  void exportsAreListedByTheProjectsThatTheyShowOrRead() throws Exception {
    UUID shown = UUID.randomUUID();
    UUID read = UUID.randomUUID();
    var uses = List.of(new ProjectUse(shown, 3, null), new ProjectUse(read, 1, "nir"));
    var origin = new RequestOrigin("acme", false, uses, null, null, null, "00");
    ExportRequest plain = request("pia", "of a project");
    ExportId id = ExportId.generate();
    ask(exports.submit(id, ExportRequestBuilder.of(plain, plain.source()).origin(origin).build()));
    ask(exports.submit(ExportId.generate(), plain));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(ids(new ExportListFilter("pia", null, null, null, null, 10)))
                    .hasSize(2));
    for (UUID project : List.of(shown, read)) {
      assertThat(ids(new ExportListFilter("pia", null, null, project, null, 10)))
          .containsExactly(id);
    }
    assertThat(ids(new ExportListFilter("pia", null, null, UUID.randomUUID(), null, 10))).isEmpty();
    assertThat(ids(new ExportListFilter("ana", null, null, shown, null, 10))).isEmpty();
  }

  @Test
  void whatIsSubmittedAndCanceledStandsInTheListAndTheHistory() throws Exception {
    ExportId first = ExportId.generate();
    ExportId second = ExportId.generate();
    ask(exports.submit(first, request("ana", "demo")));
    ask(exports.submit(second, request("ana", "other")));
    ask(exports.cancel(second, Requester.of("ana")));

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(query.list(new ExportListFilter("ana", null, null, null, null, 10)))
                    .extracting(
                        ExportListQuery.ExportListRow::id, ExportListQuery.ExportListRow::status)
                    .containsExactly(
                        tuple(second, ExportStatus.ERROR), tuple(first, ExportStatus.PENDING)));

    assertThat(ids(new ExportListFilter("ana", null, null, null, second, 10)))
        .containsExactly(first);
    assertThat(ids(new ExportListFilter("ana", null, null, null, null, 1))).containsExactly(second);
    assertThat(ids(new ExportListFilter(null, ExportStatus.ERROR, null, null, null, 10)))
        .containsExactly(second);
    assertThat(ids(new ExportListFilter("ana", null, "demo", null, null, 10)))
        .containsExactly(first);
    assertThat(ids(new ExportListFilter("eve", null, null, null, null, 10))).isEmpty();
    var row = query.list(new ExportListFilter("ana", null, "other", null, null, 1)).get(0);
    assertThat(row.statusReason()).isEqualTo("CANCELED");
    assertThat(row.errorCode()).isEqualTo(ErrorCode.CANCELED);
    assertThat(row.fileBytes()).isNull();
    assertThat(ask(ExportHistory.of(akka.system()).read(second)))
        .extracting(entry -> (Object) entry.event().getClass())
        .containsExactly(ExportEvent.Requested.class, ExportEvent.Canceled.class);
  }

  /** The list follows the journal, the summary the entity: they must tell the same. */
  @Test
  void theListSaysWhatTheExportSays() throws Exception {
    ExportId id = ExportId.generate();
    ask(exports.submit(id, request("lea", "steered")));
    ask(exports.pause(id, Requester.of("lea")));
    assertListed(id, "PAUSED");
    ask(exports.changePriority(id, Priority.HIGH, Requester.of("lea")));
    ask(exports.resume(id, Requester.of("lea")));
    assertListed(id, null);
    var entity = ClusterSharding.get(akka.system()).entityRefFor(ExportEntity.TYPE, id.toString());
    entity.tell(
        new EntityCommand.AcceptFailure(
            1, ErrorCode.SCENE_CHANGED, ExportStep.PLAN, "It changed.", null));
    assertListed(id, null);
    ask(exports.retry(id, Requester.of("lea")));
    assertListed(id, "RETRYING");
    entity.tell(new EntityCommand.AcceptCleanUp(1, ExportStep.DISCARD, List.of(), null));
    assertListed(id, null);
    ask(exports.cancel(id, Requester.of("lea")));
    assertListed(id, "CANCELED");
    assertThat(ask(exports.summary(id)).attempt()).isEqualTo(2);
  }

  @Test
  void theListSaysHowDeliveriesEnd() throws Exception {
    ExportId id = ExportId.generate();
    ask(exports.submit(id, request("lea", "delivered")));
    Destination bucket = new Destination.S3Destination(UUID.randomUUID());
    ask(exports.deliver(id, List.of(bucket), Requester.of("lea")));
    StoredTask task = RenderFixture.stored(0, 1);
    report(id, new EntityCommand.AcceptPlan(1, RenderFixture.singleObjectPlan(), null));
    report(id, new EntityCommand.AcceptUpload(1, new UploadTarget.SingleObject(), null));
    report(id, new EntityCommand.AcceptTask(1, task, null));
    report(id, new EntityCommand.AcceptHeader(1, List.of(), null));
    long bytes = task.fullResolution().bytes();
    var object = new StoredObject(RenderFixture.KEY, "etag", bytes, null);
    report(id, new EntityCommand.AcceptObject(1, object, null));
    assertListed(id, null);
    var failure = new DeliveryFailure(1, ErrorCode.DESTINATION_FULL, "It is full.");
    report(id, new EntityCommand.AcceptDeliveryFailure(1, failure, null));
    var receipt = new DeliveryReceipt(0, "a.tif", "/a.tif", bytes, "0b", "image/tiff");
    report(id, new EntityCommand.AcceptDelivery(1, receipt, null));
    assertListed(id, "PARTIAL_DELIVERY");
    ask(exports.deliver(id, List.of(bucket), Requester.of("lea")));
    assertListed(id, null);
    ask(exports.cancel(id, Requester.of("lea")));
    assertListed(id, "CANCELED");
    ask(exports.retry(id, Requester.of("lea")));
    assertListed(id, "RETRYING");
    report(id, new EntityCommand.AcceptCleanUp(1, ExportStep.CLEAN_UP, List.of(), null));
    assertListed(id, null);
    assertThat(ask(exports.summary(id)).status()).isEqualTo(ExportStatus.DELIVERING);
  }

  private static void report(ExportId id, EntityCommand report) {
    ClusterSharding.get(akka.system()).entityRefFor(ExportEntity.TYPE, id.toString()).tell(report);
  }

  private static void assertListed(ExportId id, String reason) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              var says = ask(exports.summary(id));
              var rows = query.list(new ExportListFilter("lea", null, null, null, null, 1));
              assertThat(rows).hasSize(1);
              var row = rows.get(0);
              assertThat(says.statusReason()).isEqualTo(reason);
              assertThat(row.updatedAt()).isCloseTo(says.updatedAt(), within(1, ChronoUnit.MILLIS));
              assertThat(row.statusReason()).isEqualTo(reason);
              assertThat(row.status()).isEqualTo(says.status());
              assertThat(row.tilesDone()).isEqualTo(says.tilesDone());
              assertThat(row.errorCode())
                  .isEqualTo(says.failure() == null ? null : says.failure().code());
            });
  }

  /** One transaction each would be forty commits. */
  @Test
  void whatComesTogetherIsWrittenTogether() throws Exception {
    try (var connection = database.dataSource().getConnection();
        var lock = connection.createStatement()) {
      connection.setAutoCommit(false);
      lock.execute("LOCK TABLE exports IN EXCLUSIVE MODE");
      for (int i = 0; i < 40; i++) {
        ask(exports.submit(ExportId.generate(), request("many", "together")));
      }
      connection.rollback();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(ids(new ExportListFilter("many", null, null, null, null, 50)))
                    .hasSize(40));
    assertThat(
            database.queryLong(
                "SELECT count(DISTINCT xmin::text) FROM exports WHERE owner = 'many'"))
        .isLessThanOrEqualTo(5 * ExportEvent.TAGS);
  }

  /** A table that is not there cannot be asked. A shard that begins asks it, so one that lives. */
  @Test
  void aSubmissionUnderANewIdAsksForNoSnapshot() throws Exception {
    ExportId known = ExportId.generate();
    ask(exports.submit(known, request("new", "first")));
    database.execute("ALTER TABLE snapshot RENAME TO snapshot_away");
    try {
      ask(exports.submit(newIdInTheShardOf(known), request("new", "second")));
    } finally {
      database.execute("ALTER TABLE snapshot_away RENAME TO snapshot");
    }
  }

  /** Made an hour from now, so that it stays new however long the test takes. */
  private static ExportId newIdInTheShardOf(ExportId other) {
    int shards = akka.system().settings().config().getInt("akka.cluster.sharding.number-of-shards");
    long made = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    return LongStream.iterate(1, i -> i + 1)
        .mapToObj(i -> new ExportId(new UUID(made << 16 | 0x7000, 0x8000_0000_0000_0000L | i)))
        .filter(id -> shard(id, shards) == shard(other, shards))
        .findFirst()
        .orElseThrow();
  }

  private static int shard(ExportId id, int shards) {
    return Math.abs(id.toString().hashCode() % shards);
  }

  @Test
  void anExportThatNobodySubmittedIsUnknown() {
    assertThatThrownBy(() -> exports.summary(ExportId.generate()).toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .satisfies(
            thrown ->
                assertThat(ExportFailure.of(thrown).code()).isEqualTo(ErrorCode.EXPORT_UNKNOWN));
  }

  @Test
  void aTextThatTheTableCannotHoldIsListedWithoutWhatItCannotHold() throws Exception {
    ExportId id = ExportId.generate();
    ask(exports.submit(id, request("nul", "a\0b\ud800\uffffc")));
    awaitListed("nul", id);
    var row = query.list(new ExportListFilter("nul", null, null, null, null, 1)).get(0);
    assertThat(row.labels()).containsExactly("a\ufffdb\ufffd\ufffdc");
    assertThat(row.name()).isEqualTo("a\ufffdb\ufffd\ufffdc");
  }

  /** A label too long for its index, on every tag: no stream may stand still. */
  @Test
  void anEventThatCannotBeWrittenIsParkedTheNextOnesAreListedAndItIsTriedAgain() throws Exception {
    var random = new Random(1);
    List<ExportId> unlistable = new ArrayList<>();
    List<ExportId> next = new ArrayList<>();
    for (int i = 0; i < 4 * ExportEvent.TAGS; i++) {
      unlistable.add(ExportId.generate());
      String label =
          random.ints(12_000, 'a', 0xD7FF).boxed().map(Character::toString).collect(joining());
      ask(exports.submit(unlistable.get(i), request("parked", label)));
      ask(exports.pause(unlistable.get(i), Requester.of("parked")));
    }
    for (int i = 0; i < 4 * ExportEvent.TAGS; i++) {
      next.add(ExportId.generate());
      ask(exports.submit(next.get(i), request("after", "short")));
    }
    awaitListed("after", next.toArray(ExportId[]::new));
    assertThat(ids(new ExportListFilter("parked", null, null, null, null, 50))).isEmpty();
    var parked = new ParkedEvents(database.dataSource());
    assertThat(parked.exports()).containsExactlyInAnyOrderElementsOf(unlistable);
    assertThat(ExportGauges.of(akka.system()).parkedEvents()).isEqualTo(unlistable.size());

    var retry = ParkedEventRetry.of(akka.system(), parked, ForkJoinPool.commonPool());
    assertThat(ask(retry.tryAll())).isZero();
    ExportId unreadable = new ExportId(new UUID(0, 1)); // it comes first
    parkUnreadable(unreadable);
    database.execute("DROP INDEX exports_labels_idx");
    assertThat(ask(retry.tryAll())).isEqualTo(unlistable.size());
    awaitListed("parked", unlistable.toArray(ExportId[]::new));
    assertThat(query.list(new ExportListFilter("parked", null, null, null, null, 50)))
        .extracting(ExportListQuery.ExportListRow::statusReason)
        .containsOnly("PAUSED");
    assertThat(parked.exports()).containsExactly(unreadable);
  }

  /** As a newer version may have written it, without a tag, so that no stream meets it. */
  private static void parkUnreadable(ExportId id) throws Exception {
    database.execute(
        "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
            + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload)"
            + " VALUES ('export|%s', 1, 'newer', 0, '', 4801, '', 'x')".formatted(id));
    database.execute(
        "INSERT INTO parked_events (export_id, sequence_number, cause) VALUES ('%s', 1, 'newer')"
            .formatted(id));
  }

  /** The guard's rules have tests of their own; here they stand in tables. */
  @Test
  void workThatEndsItsNodesIsPoisonFromOneNodeToTheNext() throws Exception {
    var notes = new JdbcCrashNotes(database.dataSource());
    GuardedWork killer = GuardedWork.plan(ExportId.generate());
    GuardedWork beside = GuardedWork.task(ExportId.generate(), 3);
    for (String node : List.of("a", "b", "c")) {
      CrashGuard guard = guard(notes, node);
      var running = guard.run(killer, CompletableFuture::new).toCompletableFuture();
      assertThat(running).isNotDone();
      if (node.equals("a")) {
        assertThat(guard.run(beside, CompletableFuture::new).toCompletableFuture()).isNotDone();
      }
    }
    CrashGuard last = guard(notes, "d");
    assertThat(ask(last.run(beside, () -> CompletableFuture.completedStage("done"))))
        .isEqualTo("done");
    assertThatThrownBy(() -> ask(last.run(killer, CompletableFuture::new)))
        .cause()
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.POISON_STEP));
    notes.removeOlderThan(90);
    assertThat(database.execute("DELETE FROM crash_notes WHERE node IS NULL")).isEqualTo(1);
  }

  private static CrashGuard guard(JdbcCrashNotes notes, String node) {
    var settings = new CrashGuardSettings(3, Duration.ofSeconds(30), Duration.ofSeconds(60));
    return new NotedCrashGuard(
        notes, Runnable::run, DelayScheduler.of(akka.system()), settings, node, node::equals);
  }

  private static void awaitListed(String owner, ExportId... all) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(ids(new ExportListFilter(owner, null, null, null, null, 50)))
                    .containsExactlyInAnyOrder(all));
  }

  private static List<ExportId> ids(ExportListFilter filter) {
    return query.list(filter).stream().map(ExportListQuery.ExportListRow::id).toList();
  }

  private static <T> T ask(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void whatEndsIsDueOnceToTheWebhooksOfItsOwner() throws Exception {
    var cipher = Optional.of(SecretCipher.ofKeys(SecretCipher.generateKey(), List.of()));
    var store = new JdbcWebhookStore(database.dataSource(), cipher);
    Webhook hook = webhook(store, "hookie", List.of());
    Webhook labelled = webhook(store, "hookie", List.of("another"));
    Webhook others = webhook(store, "somebody else", List.of());
    ExportId id = ExportId.generate();
    exports.submit(id, request("hookie", "of a webhook")).toCompletableFuture().join();
    exports.cancel(id, Requester.of("hookie")).toCompletableFuture().join();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(deliveries(store, hook)).hasSize(1));
    WebhookDelivery due = deliveries(store, hook).get(0);
    assertThat(due.event()).isEqualTo(WebhookEvent.CANCELED);
    assertThat(due.exportId()).isEqualTo(id.value());

    addAgain(id, 2, due.eventAt()); // as when the list is made anew
    addAgain(id, 1, due.eventAt().minus(Duration.ofDays(31))); // after its row is forgotten
    assertThat(deliveries(store, hook)).containsExactly(due);
    assertThat(deliveries(store, labelled)).isEmpty();
    assertThat(deliveries(store, others)).isEmpty();

    var queue = new WebhookQueue(database.dataSource(), cipher.get());
    assertThat(queue.lease(Map.of("hookie", 4), 4, 10, Duration.ZERO)).isEmpty();
    List<LeasedDelivery> killed = queue.lease(Map.of("hookie", 3), 4, 10, Duration.ZERO);
    assertThat(killed).hasSize(1);
    List<LeasedDelivery> taken = queue.lease(Map.of(), 4, 10, Duration.ofMinutes(5));
    assertThat(taken).extracting(each -> each.delivery().id()).containsExactly(due.id());
    assertThat(taken.get(0).secret()).isEqualTo(killed.get(0).secret()).isPresent();
    assertThat(queue.lease(Map.of(), 4, 10, Duration.ofMinutes(5))).isEmpty();

    var attempt = new WebhookAttempt(due.eventAt(), 500, 1, "late");
    queue.record(killed.get(0), attempt, WebhookState.DEAD, null); // its lease is over
    assertThat(deliveries(store, hook).get(0).attempts()).isEmpty();
    queue.record(taken.get(0), attempt, WebhookState.PENDING, Duration.ofHours(1));
    assertThat(deliveries(store, hook).get(0).attempts()).containsExactly(attempt);
    assertThat(queue.lease(Map.of(), 4, 10, Duration.ofMinutes(5))).isEmpty();

    queue.disable(taken.get(0), "It is gone.");
    assertThat(deliveries(store, hook).get(0).state()).isEqualTo(WebhookState.DEAD);
    Webhook disabled = store.find(hook.id(), new Caller("hookie", null, false)).orElseThrow();
    assertThatThrownBy(() -> store.replay(disabled, due.id())).hasMessageContaining("It is gone.");
    assertThat(database.execute("DELETE FROM exports WHERE owner = 'hookie'")).isEqualTo(1);
  }

  private static Webhook webhook(JdbcWebhookStore store, String owner, List<String> labels) {
    var target =
        new WebhookTarget(
            "hook", URI.create("https://example.org/"), WebhookEvent.ofExports(), labels);
    var access = new Access(owner, null, Visibility.PRIVATE);
    return store.create(UUID.randomUUID(), access, target).webhook();
  }

  private static List<WebhookDelivery> deliveries(JdbcWebhookStore store, Webhook webhook) {
    return store.deliveries(webhook, null, new PageRequest(10, null)).items();
  }

  private static void addAgain(ExportId id, long sequenceNumber, Instant at) throws Exception {
    try (Connection connection = database.dataSource().getConnection()) {
      var event =
          new OutboxEvent(id, sequenceNumber, WebhookEvent.CANCELED, at, EventError.NONE, false);
      WebhookOutbox.add(connection, List.of(event));
    }
  }
}
