package io.landfall.export;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.audit.chain.AuditKeys;
import io.landfall.export.entity.ExportEntitySettings;
import io.landfall.export.entity.ExportShards;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A database with the tables of the journal and of the list of exports, and nodes on it that each
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
        db { url = "%s", user = "%s", password = "%s", driver = org.postgresql.Driver
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

  private final TestDatabase target = TestDatabase.migrated();
  private final Database database = target.connect(8);

  private JournalDatabase() {}

  static JournalDatabase start() {
    return new JournalDatabase();
  }

  DataSource dataSource() {
    return database.dataSource();
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
    return startNode(new AuditKeys(List.of()));
  }

  /**
   * @param keys that vouch for what the node writes
   */
  ActorTestKit startNode(AuditKeys keys) {
    DatabaseEndpoint endpoint = target.endpoint();
    Config config =
        ConfigFactory.parseString(
                CONFIG.formatted(endpoint.url(), endpoint.user(), endpoint.password()))
            .withFallback(ConfigFactory.load())
            .resolve();
    var setup = ActorSystemSetup.create(BootstrapSetup.create(config), keys);
    ActorTestKit node =
        ActorTestKit.create(ActorSystem.create(Behaviors.empty(), "landfall", setup));
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
  public void close() {
    database.close();
    target.close();
  }
}
