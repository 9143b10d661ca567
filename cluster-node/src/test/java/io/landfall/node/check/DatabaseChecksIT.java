package io.landfall.node.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.chaos.PgBouncer;
import io.landfall.chaos.Postgres;
import io.landfall.node.check.CheckResult.CheckOutcome;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.DatabaseUrl;
import io.landfall.node.schema.Schema;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real server, as others set it up: each fault is named, and what to do. */
@Tag("postgis")
class DatabaseChecksIT {
  private static final DatabaseSettings SETTINGS =
      new DatabaseSettings(
          "", 8, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
  private static Postgres postgres;

  @BeforeAll
  static void start() {
    postgres = new Postgres();
    execute("postgres", "create user guest password 'guest'");
    for (String name : List.of("bare", "whole", "closed", "late")) {
      execute("postgres", "create database " + name);
    }
    try (Database database = connect("whole")) {
      new Schema(database).migrateUp();
    }
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void aWholeDatabaseIsFine() {
    assertThat(results("whole"))
        .allSatisfy(
            each -> assertThat(each.outcome()).as(each.toString()).isEqualTo(CheckOutcome.OK));
  }

  @Test
  void anEmptyDatabaseIsToldWhatToRunAndWhatExtensionsAreNotMade() {
    assertThat(result(results("bare"), "schema"))
        .isEqualTo(
            new CheckResult(
                "schema",
                false,
                "version 0, and this software needs %d: run landfall migrate up"
                    .formatted(Schema.newestVersion())));
    assertThat(result(results("bare"), "postgis"))
        .matches(each -> each.outcome() == CheckOutcome.WARNING)
        .matches(each -> each.detail().contains("create extension postgis"));
  }

  @Test
  void aUserWithoutRightsIsToldWhichAreMissing() {
    execute("whole", "revoke all on exports from public");
    try (Database guest = connect(url("whole", "guest", "guest"))) {
      List<CheckResult> results = new DatabaseChecks(guest, Clock.systemUTC()).run();
      assertThat(result(results, "tables").passed()).isFalse();
      assertThat(result(results, "tables").detail()).contains("exports").contains("grant select");
      assertThat(results).noneMatch(each -> each.detail().contains("password"));
    }
    try (Database guest = connect(url("bare", "guest", "guest"))) {
      List<CheckResult> results = new DatabaseChecks(guest, Clock.systemUTC()).run();
      assertThat(result(results, "postgis").detail()).contains("let a superuser run");
      assertThat(result(results, "schema").detail()).contains("may not make tables");
    }
  }

  @Test
  void postgisInAClosedSchemaIsNamedWithItsGrant() {
    execute("closed", "create schema gis");
    execute("closed", "create extension postgis schema gis");
    try (Database guest = connect(url("closed", "guest", "guest"))) {
      CheckResult postgis = result(new DatabaseChecks(guest, Clock.systemUTC()).run(), "postgis");
      assertThat(postgis.passed()).isFalse();
      assertThat(postgis.detail()).contains("grant usage on schema gis to guest");
    }
  }

  @Test
  void postgisThatCameLaterIsNoticed() {
    try (Database database = connect("late")) {
      var schema = new Schema(database);
      schema.migrateUp();
      schema.migrateDown(6);
      execute("late", "drop extension postgis");
      execute("late", "create table spatial_ref_sys ()"); // so that it cannot be made
      schema.migrateUp();
      execute("late", "drop table spatial_ref_sys");
      execute("late", "create extension postgis");
      CheckResult postgis =
          result(new DatabaseChecks(database, Clock.systemUTC()).run(), "postgis");
      assertThat(postgis.outcome()).isEqualTo(CheckOutcome.WARNING);
      assertThat(postgis.detail()).contains("made without it");
    }
  }

  @Test
  void aServerThatTakesNoWritesIsNoDatabaseForUs() {
    execute("bare", "alter database bare set default_transaction_read_only = on");
    try {
      CheckResult writes = result(results("bare"), "database writes");
      assertThat(writes.passed()).isFalse();
      assertThat(writes.detail()).contains("standby");
    } finally {
      execute("postgres", "alter database bare reset default_transaction_read_only");
    }
  }

  @Test
  void aPoolerMayKeepTransactionsTogetherButNotStatements() {
    try (var bouncer = new PgBouncer(postgres, "transaction");
        Database database = pooled(bouncer)) {
      assertThat(result(new DatabaseChecks(database, Clock.systemUTC()).run(), "pooler"))
          .matches(CheckResult::passed)
          .matches(each -> each.detail().contains("there is one"));
    }
    try (var bouncer = new PgBouncer(postgres, "statement");
        Database database = pooled(bouncer)) {
      CheckResult pooler = result(new DatabaseChecks(database, Clock.systemUTC()).run(), "pooler");
      assertThat(pooler.passed()).isFalse();
      assertThat(pooler.detail()).contains("Set pool_mode to transaction or session");
    }
  }

  @Test
  void clocksThatAreApartAreNamed() {
    try (Database database = connect("whole")) {
      Clock slow = Clock.fixed(Instant.now().minusSeconds(90), ZoneOffset.UTC);
      CheckResult clock = result(new DatabaseChecks(database, slow).run(), "database clock");
      assertThat(clock.passed()).isFalse();
      assertThat(clock.detail()).matches("(89|9\\d) s from ours: let NTP set both clocks");
    }
  }

  private static List<CheckResult> results(String database) {
    try (Database connected = connect(database)) {
      return new DatabaseChecks(connected, Clock.systemUTC()).run();
    }
  }

  private static CheckResult result(List<CheckResult> results, String name) {
    return results.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static Database pooled(PgBouncer bouncer) {
    String direct = postgres.url(postgres.port, "whole");
    return connect(direct.replace(":" + postgres.port + "/", ":" + bouncer.port + "/"));
  }

  private static String url(String database, String user, String password) {
    return "postgres://%s:%s@127.0.0.1:%d/%s".formatted(user, password, postgres.port, database);
  }

  private static Database connect(String nameOrUrl) {
    String url = nameOrUrl.contains("://") ? nameOrUrl : postgres.url(postgres.port, nameOrUrl);
    return Database.connect(DatabaseUrl.parse(url), SETTINGS);
  }

  private static void execute(String database, String sql) {
    try (Database connected = connect(database)) {
      connected.call(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.execute(sql);
            }
          });
    }
  }
}
