package io.landfall.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.pattern.StatusReply;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.ExportEntity;
import io.landfall.export.entity.ExportEntitySettings;
import io.landfall.export.entity.ExportShards;
import io.landfall.export.entity.JournalFencingCheck;
import io.landfall.export.list.ExportListProjection;
import io.landfall.export.list.Reconciler;
import io.landfall.export.list.ReconcilerSettings;
import io.landfall.export.list.UnfinishedExports;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What watches over exports from outside, on the real journal: the reconciler and the fencing
 * check.
 */
class ReconcilerAndFencingIT {
  private static final String CONFIG =
      """
      akka.actor.provider = cluster
      akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      akka.cluster.roles = [control]
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

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.start();
    for (String file : List.of("0001-journal", "0002-projection", "0003-exports")) {
      try (var in =
          ReconcilerAndFencingIT.class.getResourceAsStream("/db/changelog/" + file + ".sql")) {
        execute(new String(in.readAllBytes(), UTF_8));
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  /** All that sharding remembers is lost; the journal and the list of exports are not. */
  @Test
  void anExportThatNoNodeHasInMemoryIsRestartedByTheReconciler() throws Exception {
    ExportId id = ExportId.generate();
    ActorTestKit first = system();
    TestProbe<String> plansBefore = first.createTestProbe();
    Exports exports = shards(first, plansBefore.ref());
    ExportListProjection.init(first.system(), postgres.getPostgresDatabase());
    plansBefore.awaitAssert(
        Duration.ofSeconds(30), () -> exports.submit(id, request()).toCompletableFuture().join());
    plansBefore.expectMessage(Duration.ofSeconds(20), id.toString());
    var unfinished = new UnfinishedExports(postgres.getPostgresDatabase(), Runnable::run);
    plansBefore.awaitAssert(
        Duration.ofSeconds(20),
        () -> {
          assertThat(unfinished.after(null, 10).toCompletableFuture().join()).containsExactly(id);
          return null;
        });
    first.shutdownTestKit();
    int forgotten = execute("DELETE FROM event_journal WHERE persistence_id NOT LIKE 'export|%'");
    assertThat(forgotten).as("events by which sharding remembers").isPositive();
    execute("DELETE FROM snapshot WHERE persistence_id NOT LIKE 'export|%'");

    ActorTestKit second = system();
    TestProbe<String> plans = second.createTestProbe();
    Exports again = shards(second, plans.ref());
    plans.expectNoMessage(Duration.ofSeconds(4));

    Reconciler.init(
        second.system(), unfinished, again, new ReconcilerSettings(Duration.ofMillis(500), 50));
    plans.expectMessage(Duration.ofSeconds(20), id.toString());

    second.shutdownTestKit();
  }

  /**
   * Two copies recover the same export, as after a pause longer than the cluster's failure timeout.
   */
  @Test
  void ofTwoCopiesTheJournalLetsOneWriteAndTheFencingCheckOneCommit() throws Exception {
    ActorTestKit left = system();
    ActorTestKit right = system();
    ExportAttempt attempt = ExportAttempt.first(ExportId.generate());
    ActorRef<EntityCommand> stale = copy(left, attempt.id());
    assertThat(submit(left, stale).isSuccess()).isTrue();
    ActorRef<EntityCommand> live = copy(right, attempt.id());
    assertThat(submit(right, live).getValue().summary().sequenceNumber()).isEqualTo(1);
    JournalFencingCheck fence = JournalFencingCheck.of(left.system(), Duration.ofSeconds(5));
    ask(fence.check(attempt, 1));

    TestProbe<StatusReply<ExportDetails>> canceled = right.createTestProbe();
    live.tell(new EntityCommand.CancelExport("the test", canceled.ref()));
    assertThat(
            canceled.receiveMessage(Duration.ofSeconds(10)).getValue().summary().sequenceNumber())
        .isEqualTo(2);

    TestProbe<StatusReply<ExportSummary>> seen = left.createTestProbe();
    stale.tell(new EntityCommand.GetSummary(seen.ref()));
    assertThat(seen.receiveMessage(Duration.ofSeconds(10)).getValue().sequenceNumber())
        .as("the stale copy does not know yet")
        .isEqualTo(1);
    assertThatThrownBy(() -> ask(fence.check(attempt, 1)))
        .matches(StaleCommitException::isCauseOf)
        .hasMessageContaining("event 2 is Canceled");

    TestProbe<StatusReply<ExportDetails>> late = left.createTestProbe();
    stale.tell(new EntityCommand.CancelExport("the stale copy", late.ref()));
    late.expectNoMessage(Duration.ofSeconds(2)); // the journal has an event 2 already
    left.shutdownTestKit();
    right.shutdownTestKit();
  }

  private static StatusReply<ExportDetails> submit(
      ActorTestKit akka, ActorRef<EntityCommand> export) {
    TestProbe<StatusReply<ExportDetails>> answer = akka.createTestProbe();
    export.tell(new EntityCommand.SubmitExport(request(), answer.ref()));
    return answer.receiveMessage(Duration.ofSeconds(20));
  }

  private static ActorRef<EntityCommand> copy(ActorTestKit akka, ExportId id) {
    TestProbe<String> plans = akka.createTestProbe();
    return akka.spawn(
        ExportEntity.create(
            id,
            silent(plans.ref()),
            Clock.systemUTC(),
            ExportEntitySettings.from(akka.system().settings().config())));
  }

  private static Exports shards(ActorTestKit akka, ActorRef<String> plans) {
    return ExportShards.init(
        akka.system(),
        silent(plans),
        Clock.systemUTC(),
        ExportEntitySettings.from(akka.system().settings().config()));
  }

  private static ActorTestKit system() {
    Config config =
        ConfigFactory.parseString(CONFIG.formatted(postgres.getJdbcUrl("postgres", "postgres")))
            .withFallback(ConfigFactory.load())
            .resolve();
    ActorTestKit akka = ActorTestKit.create("landfall", config);
    var cluster = Cluster.get(akka.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    return akka;
  }

  /** Step ports that never answer, and say whom they should plan. */
  private static StepPorts silent(ActorRef<String> plans) {
    return (StepPorts)
        Proxy.newProxyInstance(
            ReconcilerAndFencingIT.class.getClassLoader(),
            new Class<?>[] {StepPorts.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("plan")) {
                plans.tell(((ExportAttempt) arguments[0]).id().toString());
              }
              return null;
            });
  }

  private static int execute(String sql) throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return statement.getUpdateCount();
    }
  }

  private static <T> T ask(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static ExportRequest request() {
    return new ExportRequest(
        "ana",
        null,
        List.of(),
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
}
