package io.landfall.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.export.entity.ExportEntitySettings;
import io.landfall.export.entity.ExportShards;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A PostgreSQL with the tables of the journal and of the list of exports, and nodes on it that each
 * are a cluster of their own.
 */
final class JournalDatabase implements AutoCloseable {
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
      jdbc-journal {
        use-shared-db = slick
        dao = "io.landfall.export.entity.ExportJournalDao"
      }
      jdbc-snapshot-store {
        use-shared-db = slick
        dao = "io.landfall.export.entity.ExportSnapshotDao"
      }
      jdbc-read-journal { use-shared-db = slick, refresh-interval = 200 ms }
      akka.projection.jdbc {
        dialect = postgres-dialect
        blocking-jdbc-dispatcher.thread-pool-executor.fixed-pool-size = 4
      }
      """;

  private final EmbeddedPostgres postgres;

  private JournalDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  static JournalDatabase start() throws IOException, SQLException {
    var database = new JournalDatabase(EmbeddedPostgres.start());
    for (String file :
        List.of(
            "0001-journal",
            "0002-projection",
            "0003-exports",
            "0011-crash-notes",
            "0012-parked-events",
            "0020-exports-of-projects",
            "0023-webhooks",
            "0024-exports-by-status",
            "0027-export-usage",
            "0028-exports-to-clean-up")) {
      try (var in = JournalDatabase.class.getResourceAsStream("/db/changelog/" + file + ".sql")) {
        database.execute(new String(in.readAllBytes(), UTF_8));
      }
    }
    return database;
  }

  DataSource dataSource() {
    return postgres.getPostgresDatabase();
  }

  /** Returns how many rows the last statement changed. */
  int execute(String sql) throws SQLException {
    try (var connection = dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
      return statement.getUpdateCount();
    }
  }

  /** Returns the one number that {@code sql} selects. */
  long queryLong(String sql) throws SQLException {
    try (var connection = dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  ActorTestKit startNode() {
    Config config =
        ConfigFactory.parseString(CONFIG.formatted(postgres.getJdbcUrl("postgres", "postgres")))
            .withFallback(ConfigFactory.load())
            .resolve();
    ActorTestKit node = ActorTestKit.create("landfall", config);
    var cluster = Cluster.get(node.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    return node;
  }

  static Exports startShards(ActorTestKit node, StepPorts steps) {
    return ExportShards.init(node.system(), steps, Clock.systemUTC(), entitySettings(node));
  }

  static ExportEntitySettings entitySettings(ActorTestKit node) {
    return ExportEntitySettings.from(node.system().settings().config());
  }

  /** Returns step ports that never answer, and say whom they should plan. */
  static StepPorts silentSteps(Consumer<ExportId> planned) {
    return (StepPorts)
        Proxy.newProxyInstance(
            JournalDatabase.class.getClassLoader(),
            new Class<?>[] {StepPorts.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("plan")) {
                planned.accept(((ExportAttempt) arguments[0]).id());
              }
              return null;
            });
  }

  static ExportRequest request(String owner, String label) {
    var source = new ExportSource.MosaicSource(List.of(new SceneId("LC08")), List.of());
    return new ExportRequestBuilder(owner, source).name(label).labels(List.of(label)).build();
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
