package io.landfall.node.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.landfall.model.ExportFailure;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema on a real PostgreSQL, forward and back. */
class SchemaIT {
  private static final String TABLES =
      "select table_name from information_schema.tables where table_schema = 'public'"
          + " and table_name not like 'databasechangelog%' order by 1";
  @TempDir static Path temp;
  private static DataFolder folder;
  private static EmbeddedPostgres postgres;
  private static Database database;
  private final Schema schema = new Schema(database);

  @BeforeAll
  static void start() {
    folder = DataFolder.acquire(temp);
    postgres = EmbeddedPostgres.start(folder, temp.resolve("cache"));
    database =
        Database.connect(
            postgres.endpoint(),
            new DatabaseSettings(
                "", 8, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10)));
  }

  @AfterAll
  static void stop() {
    database.close();
    postgres.close();
    folder.close();
  }

  @BeforeEach
  void empty() {
    if (schema.currentVersion() > 0) {
      schema.migrateDown(0);
    }
  }

  @Test
  void upDownAndUpAgainGivesTheSameTables() {
    assertThat(schema.migrateUp()).isZero();
    List<String> first = tables();
    assertThat(first).contains("event_journal", "snapshot", "exports", "tokens");
    assertThat(schema.migrateDown(0)).isEqualTo(Schema.newestVersion());
    assertThat(tables()).isEmpty();
    assertThat(schema.migrateUp()).isZero();
    assertThat(tables()).isEqualTo(first);
  }

  @Test
  void eachVersionCanBeGoneBackToAlone() {
    schema.migrateUp();
    for (int version = Schema.newestVersion() - 1; version >= 0; version--) {
      schema.migrateDown(version);
      assertThat(schema.currentVersion()).isEqualTo(version);
    }
  }

  @Test
  void twoAtOnceWaitForEachOther() {
    var one = CompletableFuture.supplyAsync(schema::migrateUp);
    var other = CompletableFuture.supplyAsync(schema::migrateUp);
    assertThat(List.of(one.join(), other.join()))
        .containsExactlyInAnyOrder(0, Schema.newestVersion());
  }

  /** As when a pooler or a firewall ends the connection that holds the lock. */
  @Test
  void oneThatHasLostTheLockCommitsNothing() throws Exception {
    schema.migrateUp();
    schema.migrateDown(12);
    CompletableFuture<Integer> migration;
    try (Connection reader = database.dataSource().getConnection();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("lock table ingest_runs in access share mode"); // 0013 changes the table
      migration = CompletableFuture.supplyAsync(schema::migrateUp);
      await("the migration waits")
          .until(
              () ->
                  queryBoolean(
                      statement,
                      "select exists (select from pg_locks where not granted and relation is not"
                          + " null)"));
      assertThat(
              queryBoolean(
                  statement,
                  "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"))
          .isTrue();
      reader.rollback();
      reader.setAutoCommit(true);
    }

    assertThatThrownBy(migration::join).hasMessageContaining("Cannot change the schema");
    assertThat(schema.currentVersion()).isEqualTo(12);
    assertThat(schema.migrateUp()).isEqualTo(12);
  }

  private static boolean queryBoolean(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Test
  void aLockLeftInTheTableByOneThatWasKilledBlocksNobody() {
    schema.migrateUp();
    schema.migrateDown(1);
    database.call(
        connection ->
            connection
                .createStatement()
                .executeUpdate(
                    "update databasechangeloglock set locked = true, lockedby = 'the dead'"));
    assertThat(schema.migrateUp()).isEqualTo(1);
  }

  @Test
  void anOlderSchemaIsRefusedWithTheCommandThatFixesIt() {
    assertThatThrownBy(schema::check).hasMessageContaining("landfall migrate up");
    schema.migrateUp();
    schema.check();
  }

  @ParameterizedTest
  @CsvSource({
    "0001-event-journal-format-1, 0001-event-journal",
    "0006-scene-lists-url, 0006-scene-lists",
    "0006-scenes-digest-128, 0006-scenes"
  })
  void aDatabaseWithAnOlderLayoutIsRefused(String changeSet, String older) {
    schema.migrateUp();
    renameChangeSet(changeSet, older);
    try {
      for (ThrowingCallable use :
          List.<ThrowingCallable>of(
              schema::check, schema::versions, schema::migrateUp, () -> schema.migrateDown(0))) {
        assertThatThrownBy(use)
            .isInstanceOf(ExportFailure.class)
            .hasMessage(
                "Cannot use this database: an older Landfall has made it, with another layout of"
                    + " its tables (change set %s). Name an empty database, or another folder with"
                    + " --data-dir.",
                older);
      }
    } finally {
      renameChangeSet(older, changeSet);
    }
    schema.check();
  }

  /** As a rolling update finds it: its newer files are none of ours. */
  @Test
  void aNewerSchemaIsNotAnOlderLayout() {
    schema.migrateUp();
    String newer = "db/changelog/9999-newer.sql";
    update(
        "insert into databasechangelog (id, author, filename, dateexecuted, orderexecuted,"
            + " exectype)"
            + " values ('9999-newer', 'landfall', '%s', now(), 9999, 'EXECUTED')".formatted(newer));
    try {
      schema.check();
    } finally {
      update("delete from databasechangelog where filename = '%s'".formatted(newer));
    }
  }

  private static void renameChangeSet(String from, String to) {
    update("update databasechangelog set id = '%s' where id = '%s'".formatted(to, from));
  }

  private static void update(String sql) {
    database.call(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
          }
        });
  }

  @Test
  void aVersionThatIsAheadIsNoWayBack() {
    schema.migrateUp();
    assertThatThrownBy(() -> schema.migrateDown(Schema.newestVersion() + 1))
        .hasMessageStartingWith("Invalid version");
  }

  private static List<String> tables() {
    return database.call(
        connection -> {
          var names = new ArrayList<String>();
          try (ResultSet row = connection.createStatement().executeQuery(TABLES)) {
            while (row.next()) {
              names.add(row.getString(1));
            }
          }
          return names;
        });
  }
}
