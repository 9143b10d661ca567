package io.landfall.node.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.landfall.model.ExportFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema on a real PostgreSQL, forward and back. */
class SchemaIT {
  private static final String TABLES =
      "select table_name from information_schema.tables where table_schema = 'public'"
          + " and table_name not like 'databasechangelog%' order by 1";
  private TestDatabase target;
  private Database database;
  private Schema schema;

  @AfterEach
  void close() {
    database.close();
    target.close();
  }

  private void startEmpty() {
    connect(TestDatabase.empty());
  }

  private void startMigrated() {
    connect(TestDatabase.migrated());
  }

  private void connect(TestDatabase fresh) {
    target = fresh;
    database = fresh.connect(8);
    schema = new Schema(database);
  }

  @Test
  void upDownAndUpAgainGivesTheSameTables() {
    startEmpty();
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
    startMigrated();
    for (int version = Schema.newestVersion() - 1; version >= 0; version--) {
      schema.migrateDown(version);
      assertThat(schema.currentVersion()).isEqualTo(version);
    }
  }

  @Test
  void twoAtOnceWaitForEachOther() {
    startEmpty();
    var one = CompletableFuture.supplyAsync(schema::migrateUp);
    var other = CompletableFuture.supplyAsync(schema::migrateUp);
    assertThat(List.of(one.join(), other.join()))
        .containsExactlyInAnyOrder(0, Schema.newestVersion());
  }

  /** As when a pooler or a firewall ends the connection that holds the lock. */
  @Test
  void oneThatHasLostTheLockCommitsNothing() throws Exception {
    startMigrated();
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
    startMigrated();
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
    startEmpty();
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
    startMigrated();
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
    startMigrated();
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

  private void renameChangeSet(String from, String to) {
    update("update databasechangelog set id = '%s' where id = '%s'".formatted(to, from));
  }

  private void update(String sql) {
    database.call(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
          }
        });
  }

  @Test
  void aVersionThatIsAheadIsNoWayBack() {
    startMigrated();
    assertThatThrownBy(() -> schema.migrateDown(Schema.newestVersion() + 1))
        .hasMessageStartingWith("Invalid version");
  }

  private List<String> tables() {
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
