package io.landfall.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.ExportEntity;
import io.landfall.export.entity.ExportEntitySettings;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportHistory;
import io.landfall.export.entity.ExportShards;
import io.landfall.export.list.ExportListProjection;
import io.landfall.export.list.ExportListQuery;
import io.landfall.export.list.ExportListQuery.ExportListFilter;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sharded exports, their journal in PostgreSQL and the list made from it, on one node. */
class ExportListIT {
  private static final String CONFIG =
      """
      akka.actor.provider = cluster
      akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      akka.cluster.roles = [control]
      landfall.export.ask-timeout = 20 s
      akka.cluster.sharding.remember-entities-store = eventsourced
      akka.persistence.journal.plugin = jdbc-journal
      akka.persistence.snapshot-store.plugin = jdbc-snapshot-store
      akka-persistence-jdbc.shared-databases.slick {
        profile = "slick.jdbc.PostgresProfile$"
        db { url = "%s", user = postgres, password = "", driver = org.postgresql.Driver
             numThreads = 4, maxConnections = 4, minConnections = 1 }
      }
      jdbc-journal.use-shared-db = slick
      jdbc-snapshot-store.use-shared-db = slick
      jdbc-read-journal { use-shared-db = slick, refresh-interval = 200 ms }
      akka.projection.jdbc {
        dialect = postgres-dialect
        blocking-jdbc-dispatcher.thread-pool-executor.fixed-pool-size = 4
      }
      """;

  private static EmbeddedPostgres postgres;
  private static ActorTestKit akka;
  private static Exports exports;
  private static ExportListQuery query;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.start();
    var dataSource = postgres.getPostgresDatabase();
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      for (String file : List.of("0001-journal", "0002-projection", "0003-exports")) {
        try (var in = ExportListIT.class.getResourceAsStream("/db/changelog/" + file + ".sql")) {
          statement.execute(new String(in.readAllBytes(), UTF_8));
        }
      }
    }
    Config config =
        ConfigFactory.parseString(CONFIG.formatted(postgres.getJdbcUrl("postgres", "postgres")))
            .withFallback(ConfigFactory.load())
            .resolve();
    akka = ActorTestKit.create("landfall", config);
    var cluster = Cluster.get(akka.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    exports =
        ExportShards.init(
            akka.system(),
            new Silent(),
            Clock.systemUTC(),
            ExportEntitySettings.from(akka.system().settings().config()));
    ExportListProjection.init(akka.system(), dataSource);
    query = new ExportListQuery(dataSource);
  }

  @AfterAll
  static void stop() throws Exception {
    akka.shutdownTestKit();
    postgres.close();
  }

  @Test
  void whatIsSubmittedAndCanceledStandsInTheListAndTheHistory() throws Exception {
    ExportId first = ExportId.generate();
    ExportId second = ExportId.generate();
    ask(exports.submit(first, request("ana", "demo")));
    ask(exports.submit(second, request("ana", "other")));
    ask(exports.cancel(second, "ana"));

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(query.list(new ExportListFilter("ana", null, null, null, 10)))
                    .extracting(
                        ExportListQuery.ExportListRow::id, ExportListQuery.ExportListRow::status)
                    .containsExactly(
                        tuple(second, ExportStatus.ERROR), tuple(first, ExportStatus.PENDING)));

    assertThat(ids(new ExportListFilter("ana", null, null, second, 10))).containsExactly(first);
    assertThat(ids(new ExportListFilter("ana", null, null, null, 1))).containsExactly(second);
    assertThat(ids(new ExportListFilter(null, ExportStatus.ERROR, null, null, 10)))
        .containsExactly(second);
    assertThat(ids(new ExportListFilter("ana", null, "demo", null, 10))).containsExactly(first);
    assertThat(ids(new ExportListFilter("eve", null, null, null, 10))).isEmpty();
    var row = query.list(new ExportListFilter("ana", null, "other", null, 1)).get(0);
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
    ask(exports.pause(id, "lea"));
    assertListed(id, "PAUSED");
    ask(exports.changePriority(id, Priority.HIGH, "lea"));
    ask(exports.resume(id, "lea"));
    assertListed(id, null);
    var entity = ClusterSharding.get(akka.system()).entityRefFor(ExportEntity.TYPE, id.toString());
    entity.tell(
        new EntityCommand.AcceptFailure(
            1, ErrorCode.SCENE_CHANGED, ExportStep.PLAN, "It changed.", null));
    assertListed(id, null);
    ask(exports.retry(id, "lea"));
    assertListed(id, "RETRYING");
    entity.tell(new EntityCommand.AcceptCleanUp(1, null));
    assertListed(id, null);
    ask(exports.cancel(id, "lea"));
    assertListed(id, "CANCELED");
    assertThat(ask(exports.summary(id)).attempt()).isEqualTo(2);
  }

  private static void assertListed(ExportId id, String reason) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              var says = ask(exports.summary(id));
              var rows = query.list(new ExportListFilter("lea", null, null, null, 1));
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

  @Test
  void anExportThatNobodySubmittedIsUnknown() {
    assertThatThrownBy(() -> exports.summary(ExportId.generate()).toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .satisfies(
            thrown ->
                assertThat(ExportFailure.of(thrown).code()).isEqualTo(ErrorCode.EXPORT_UNKNOWN));
  }

  private static List<ExportId> ids(ExportListFilter filter) {
    return query.list(filter).stream().map(ExportListQuery.ExportListRow::id).toList();
  }

  private static <T> T ask(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static ExportRequest request(String owner, String label) {
    return new ExportRequest(
        owner,
        label,
        List.of(label),
        new ExportSource.MosaicSource(List.of(new SceneId("LC08")), List.of()),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** Step ports that never answer. */
  private static final class Silent implements StepPorts {
    @Override
    public void plan(ExportAttempt attempt, ExportRequest request) {}

    @Override
    public void openUpload(ExportAttempt attempt, ExportPlan plan) {}

    @Override
    public void render(
        ExportAttempt attempt,
        ExportPlan plan,
        UploadTarget uploadTarget,
        List<StoredTask> done,
        String owner,
        Priority priority) {}

    @Override
    public void commit(
        ExportAttempt attempt,
        ExportPlan plan,
        UploadTarget uploadTarget,
        List<StoredPart> parts,
        long version) {}

    @Override
    public void deliver(DeliveryRequest delivery) {}

    @Override
    public void cleanUp(ExportAttempt attempt) {}

    @Override
    public void discard(ExportAttempt attempt) {}

    @Override
    public void changePriority(ExportAttempt attempt, Priority priority) {}

    @Override
    public void stopSteps(ExportId id) {}
  }
}
