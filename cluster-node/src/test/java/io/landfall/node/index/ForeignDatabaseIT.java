package io.landfall.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.landfall.chaos.PgBouncer;
import io.landfall.chaos.Postgres;
import io.landfall.index.SceneIndex;
import io.landfall.index.geo.Footprints;
import io.landfall.index.load.SceneLoad;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabasePing;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.DatabaseUrl;
import io.landfall.node.schema.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Databases as others run them: with limits, behind a pooler, PostGIS elsewhere, failing over. */
@Tag("postgis")
class ForeignDatabaseIT {
  private static final DatabaseSettings SETTINGS =
      new DatabaseSettings(
          "", 8, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
  private static final List<String> LIMITS =
      List.of("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout");
  private static Postgres postgres;
  private static PgBouncer bouncer;

  @BeforeAll
  static void start() {
    postgres = new Postgres();
    bouncer = new PgBouncer(postgres);
    try (Database server = connect("postgres")) {
      for (String name : List.of("elsewhere", "pooled", "locked", "fresh")) {
        execute(server, "create database " + name);
      }
    }
    try (Database database = connect("elsewhere")) {
      execute(database, "create schema extensions");
      execute(database, "create extension postgis schema extensions");
      for (String limit : LIMITS) {
        execute(database, "alter database elsewhere set %s = '2s'".formatted(limit));
      }
    }
  }

  @AfterAll
  static void stop() {
    bouncer.close();
    postgres.close();
  }

  @Test
  void postgisIsFoundInASchemaThatIsNotSearched() {
    try (Database database = connect("elsewhere")) {
      var schema = new Schema(database);
      schema.migrateUp();
      schema.migrateDown(6);
      schema.migrateUp();
      load(database, "a", 100);
      load(database, "a", 90);
      assertThat(
              text(
                  database,
                  "select format_type(atttypid, null) from pg_attribute"
                      + " where attrelid = 'scenes'::regclass and attname = 'footprint'"))
          .isEqualTo("extensions.geometry");
      assertThat(found(SceneIndex.openCatalogue(database.dataSource(), TestIndex.SETTINGS)))
          .isEqualTo(90);
      assertThat(text(database, "show search_path")).doesNotContain("extensions");
    }
  }

  @Test
  void postgisThatTheUserMayNotUseIsRefusedWithTheGrantThatIsMissing() {
    try (Database owner = connect("locked")) {
      execute(owner, "create schema extensions");
      execute(owner, "create extension postgis schema extensions");
      execute(owner, "create role guest login password 'guest'");
      execute(owner, "grant create on schema public to guest");
    }
    String url = postgres.url(postgres.port, "locked").replaceFirst("//.*@", "//guest:guest@");
    try (Database database = Database.connect(DatabaseUrl.parse(url), SETTINGS)) {
      assertThatThrownBy(() -> new Schema(database).migrateUp())
          .hasMessageEndingWith("grant usage on schema \"extensions\" to \"guest\".");
    }
  }

  /** A lock of others makes statements of the load longer than the database lets them be. */
  @Test
  void aLoadHasNoneOfTheLimitsOfItsDatabase() throws Exception {
    try (Database database = connect("elsewhere")) {
      new Schema(database).migrateUp();
      load(database, "b", 10);
      try (SceneLoad load = SceneIndex.openLoads(database.dataSource()).begin("b", "slow")) {
        LoadContract.some(20).forEach(load::add);
        load.checkpoint(20);
        CompletableFuture<Void> others;
        try (Connection connection = database.dataSource().getConnection();
            Statement statement = connection.createStatement()) {
          connection.setAutoCommit(false);
          statement.execute("set local idle_in_transaction_session_timeout = 0");
          statement.execute("lock table scenes in access exclusive mode");
          others = CompletableFuture.runAsync(() -> load.merge(true));
          assertThatThrownBy(() -> others.get(2500, TimeUnit.MILLISECONDS))
              .as("the load waits for longer than the database lets a statement")
              .isInstanceOf(TimeoutException.class);
          connection.rollback();
        }
        others.join();
      }
      assertThat(text(database, "show statement_timeout")).isEqualTo("2s");
    }
  }

  @Test
  void aPoolerInTransactionModeIsSeenAndLeavesNothingBehind() {
    try (Database database =
        Database.connect(DatabaseUrl.parse(postgres.url(bouncer.port, "pooled")), SETTINGS)) {
      assertThat(database.endpoint().url()).endsWith("?prepareThreshold=0");
      var schema = new Schema(database);
      assertThat(schema.migrateUp()).isZero();
      assertThat(schema.migrateUp()).isEqualTo(Schema.newestVersion());
      schema.migrateDown(6);
      schema.migrateUp();
      load(database, "a", 300);
      SceneCatalogue catalogue =
          SceneIndex.openCatalogue(database.dataSource(), TestIndex.SETTINGS);
      var searches =
          List.of(1, 2, 3, 4).stream()
              .map(
                  i ->
                      CompletableFuture.runAsync(
                          () -> {
                            for (int n = 0; n < 10; n++) {
                              assertThat(found(catalogue)).isGreaterThanOrEqualTo(300);
                            }
                          }))
              .toList();
      for (int n = 0; n < 3; n++) {
        load(database, "b" + n, 320 + n);
      }
      searches.forEach(CompletableFuture::join);
      assertOneLoadAtATime(database);
      assertThat(sessionStates(database)).containsOnly("off 0 on 64MB \"$user\", public");
    }
    try (Database direct = connect("pooled")) {
      assertThat(direct.endpoint().hasOption("prepareThreshold")).isFalse();
    }
  }

  private static void assertOneLoadAtATime(Database database) {
    try (SceneLoad first = SceneIndex.openLoads(database.dataSource()).begin("c", "1")) {
      assertThatThrownBy(() -> SceneIndex.openLoads(database.dataSource()).begin("c", "2"))
          .isInstanceOfSatisfying(
              ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_CONFLICT));
      LoadContract.some(10).forEach(first::add);
      first.checkpoint(10);
    }
  }

  /** Of as many sessions of the server as there are at once. */
  private static List<String> sessionStates(Database database) {
    List<String> states = new ArrayList<>();
    List<Connection> open = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        Connection connection = database.dataSource().getConnection();
        open.add(connection);
        connection.setAutoCommit(false); // keeps the session of the server
        states.add(
            text(
                connection,
                "select concat_ws(' ', current_setting('default_transaction_read_only'),"
                    + " current_setting('statement_timeout'),"
                    + " current_setting('synchronous_commit'),"
                    + " current_setting('maintenance_work_mem'), current_setting('search_path'))"));
      }
      return states;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } finally {
      for (Connection connection : open) {
        try (connection) {
          connection.rollback();
          connection.setAutoCommit(true);
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @Test
  void aPrimaryThatTakesNoWritesIsGivenUp() {
    try (Database server = connect("postgres");
        Database used = connect("fresh");
        Database asked = connect("fresh")) {
      var given = new AtomicInteger();
      execute(used, "create table notes (note text)");
      String session = text(used, "select pg_backend_pid()");
      try (DatabasePing ping =
          DatabasePing.start(asked, given::incrementAndGet, Duration.ofMillis(50))) {
        execute(server, "alter system set default_transaction_read_only = on");
        execute(server, "select pg_reload_conf()");
        await().until(() -> ping.problem().isPresent());
        assertThat(ping.problem().orElseThrow()).contains("takes no writes");
        assertThat(given.get()).isPositive();
        assertThatThrownBy(() -> execute(used, "insert into notes values ('a')"))
            .hasMessageContaining("read-only transaction");
        assertThat(text(used, "select pg_backend_pid()")).isNotEqualTo(session);
        assertThatThrownBy(() -> new Schema(used).migrateUp())
            .isInstanceOf(ExportFailure.class)
            .hasMessageContaining("in a read-only transaction. The change set was rolled back.");
        makeWritable(server);
        await().until(() -> ping.problem().isEmpty());
        execute(used, "insert into notes values ('b')");
      } finally {
        makeWritable(server);
      }
    }
  }

  private static void makeWritable(Database server) {
    server.call(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("alter system reset default_transaction_read_only");
            return statement.execute("select pg_reload_conf()");
          }
        });
  }

  private static Database connect(String database) {
    return Database.connect(DatabaseUrl.parse(postgres.url(postgres.port, database)), SETTINGS);
  }

  private static void load(Database database, String list, int scenes) {
    try (SceneLoad load = SceneIndex.openLoads(database.dataSource()).begin(list, "of " + scenes)) {
      LoadContract.some(scenes).forEach(load::add);
      load.checkpoint(scenes);
      load.merge(true);
    }
  }

  private static int found(SceneCatalogue catalogue) {
    var query =
        new SceneQuery(
            Optional.of(Footprints.ofBox(0, 0, 10, 10)),
            SceneFilter.ALL,
            SceneOrder.NEWEST_FIRST,
            Optional.empty(),
            1000);
    return catalogue.search(query).scenes().size();
  }

  private static void execute(Database database, String sql) {
    database.call(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  private static String text(Database database, String sql) {
    return database.call(connection -> text(connection, sql));
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
