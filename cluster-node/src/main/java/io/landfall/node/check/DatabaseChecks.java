package io.landfall.node.check;

import io.landfall.model.ExportFailure;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks whether a database works for us: its version, clock, mode of pooling, extensions, rights
 * and schema. All is looked at, whatever is wrong before.
 */
public final class DatabaseChecks {
  private static final Duration LARGEST_SKEW = Duration.ofSeconds(2);
  private static final int OLDEST_VERSION = 14;

  /** Those of a schema that the user searches, for extensions of others have tables too. */
  private static final String UNUSABLE_TABLE_SQL =
      "select string_agg(c.relname, ', ' order by c.relname) from pg_class c where c.relkind = 'r'"
          + " and c.relnamespace = current_schema()::regnamespace and not exists (select from"
          + " pg_depend d where d.objid = c.oid and d.deptype = 'e') and not"
          + " (has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert') and"
          + " has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))";

  private final Database database;
  private final Clock clock;

  /** Makes the checks of a database that is connected. */
  public DatabaseChecks(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Looks at everything. */
  public List<CheckResult> run() {
    return List.of(
        check("database", this::server),
        check("database writes", this::writes),
        check("pooler", this::pooler),
        check("database clock", this::clock),
        check("postgis", this::postgis),
        check("btree_gist", this::btreeGist),
        check("schema", this::schema),
        check("tables", this::tables),
        check("connections", this::connections));
  }

  /** Makes a check fail by itself, not all of them. */
  private static CheckResult check(String name, Supplier<CheckResult> look) {
    try {
      return look.get();
    } catch (ExportFailure e) {
      return new CheckResult(name, false, e.getMessage());
    }
  }

  private CheckResult server() {
    int version = Integer.parseInt(text("show server_version_num")) / 10_000;
    String detail = "%s, PostgreSQL %s".formatted(database.endpoint(), text("show server_version"));
    return version >= OLDEST_VERSION
        ? new CheckResult("database", true, detail)
        : new CheckResult(
            "database", false, detail + ": use version %d or later".formatted(OLDEST_VERSION));
  }

  private CheckResult writes() {
    boolean isReadOnly = text("show transaction_read_only").equals("on");
    return new CheckResult(
        "database writes",
        !isReadOnly,
        isReadOnly
            ? "refused: this is a standby or a database set to read only. Name the primary, or all"
                + " hosts with targetServerType=primary"
            : "taken");
  }

  /** In statement mode, a transaction of two statements is refused. */
  private CheckResult pooler() {
    if (!database.isBehindPooler()) {
      return new CheckResult("pooler", true, "none");
    }
    return database.call(
        connection -> {
          try {
            connection.setAutoCommit(false);
            row(connection, "select 1");
            row(connection, "select 1");
            connection.commit();
            return new CheckResult(
                "pooler", true, "there is one, which keeps transactions together");
          } catch (SQLException e) {
            return new CheckResult(
                "pooler",
                false,
                "it does not keep transactions together (%s). Set pool_mode to transaction or session"
                    .formatted(firstLine(e)));
          } finally {
            endTransaction(connection);
          }
        });
  }

  private static void endTransaction(Connection connection) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      // the pool does not give out a connection that is closed
    }
  }

  private CheckResult clock() {
    return database.call(
        connection -> {
          Instant before = clock.instant();
          Instant theirs;
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("select clock_timestamp()")) {
            row.next();
            theirs = row.getTimestamp(1).toInstant();
          }
          return clock(before, theirs, clock.instant());
        });
  }

  /**
   * Compares clocks.
   *
   * @param before when the server was asked, by our clock
   * @param after when it had answered
   */
  static CheckResult clock(Instant before, Instant theirs, Instant after) {
    Duration skew =
        theirs.isBefore(before)
            ? Duration.between(theirs, before)
            : theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
    return new CheckResult(
        "database clock",
        skew.compareTo(LARGEST_SKEW) < 0,
        skew.compareTo(LARGEST_SKEW) < 0
            ? "%d ms from ours".formatted(skew.toMillis())
            : "%d s from ours: let NTP set both clocks".formatted(skew.toSeconds()));
  }

  private CheckResult postgis() {
    String unusable =
        text(
            "select format('grant usage on schema %I to %I', nspname, current_user) from"
                + " pg_extension join pg_namespace n on n.oid = extnamespace where extname ="
                + " 'postgis' and not has_schema_privilege(n.oid, 'usage')");
    if (unusable != null) {
      return new CheckResult(
          "postgis", false, "its schema is closed to us. Let its owner run: " + unusable);
    }
    String installed = text("select extversion from pg_extension where extname = 'postgis'");
    if (installed != null) {
      boolean isUsed =
          !"bytea"
              .equals(
                  text(
                      "select format_type(atttypid, null) from pg_attribute where attrelid ="
                          + " to_regclass('scenes') and attname = 'footprint'"));
      return isUsed
          ? new CheckResult("postgis", true, installed)
          : CheckResult.warning(
              "postgis",
              installed
                  + ", but the index was made without it: run landfall migrate down 6, then up, and"
                  + " load it again");
    }
    return CheckResult.warning("postgis", extension("postgis", "the index searches boxes then"));
  }

  private CheckResult btreeGist() {
    boolean isThere = text("select 1 from pg_extension where extname = 'btree_gist'") != null;
    boolean isNeeded = text("select 1 from pg_extension where extname = 'postgis'") == null;
    return isThere || !isNeeded
        ? new CheckResult("btree_gist", true, isThere ? "installed" : "not needed beside PostGIS")
        : CheckResult.warning(
            "btree_gist", extension("btree_gist", "searches by place and time are slower then"));
  }

  /** Says why an extension is not there, and what to do. */
  private String extension(String name, String without) {
    boolean isOffered =
        text("select 1 from pg_available_extensions where name = '%s'".formatted(name)) != null;
    if (!isOffered) {
      return "not installed on the server's machine: %s".formatted(without);
    }
    boolean mayCreate =
        "t"
            .equals(
                text(
                    "select (rolsuper or (has_database_privilege(current_database(), 'create')"
                        + " and exists (select from pg_available_extension_versions where name = '"
                        + name
                        + "' and trusted))) from pg_roles where rolname = current_user"));
    return mayCreate
        ? "offered but not made: run create extension %s, then landfall migrate down 5 and up; %s"
            .formatted(name, without)
        : "offered, but this user may not make it: let a superuser run create extension %s in this database before landfall migrate up; %s"
            .formatted(name, without);
  }

  private CheckResult schema() {
    var schema = new Schema(database);
    int version = schema.currentVersion();
    boolean mayChange = "t".equals(text("select has_schema_privilege(current_schema(), 'create')"));
    if (version < Schema.newestVersion()) {
      return new CheckResult(
          "schema",
          false,
          mayChange
              ? "version %d, and this software needs %d: run landfall migrate up"
                  .formatted(version, Schema.newestVersion())
              : "version %d, and this software needs %d; this user may not make tables in the schema %s: run landfall migrate up as its owner"
                  .formatted(version, Schema.newestVersion(), text("select current_schema()")));
    }
    schema.check();
    return new CheckResult(
        "schema", true, schema.newerNote().orElse("version %d".formatted(version)));
  }

  private CheckResult tables() {
    String unusable = text(UNUSABLE_TABLE_SQL);
    return new CheckResult(
        "tables",
        unusable == null,
        unusable == null
            ? "this user may read and write them"
            : "this user may not read and write %s: let their owner grant select, insert, update, delete"
                .formatted(unusable));
  }

  /** Of those that the server has, some are for its superusers. */
  private CheckResult connections() {
    long free =
        Long.parseLong(
            text(
                "select current_setting('max_connections')::int"
                    + " - current_setting('superuser_reserved_connections')::int"
                    + " - (select count(*) from pg_stat_activity where backend_type = 'client"
                    + " backend')"));
    String detail =
        "%d free on the server, %d for each node".formatted(free, database.maxConnections());
    return free >= database.maxConnections()
        ? new CheckResult("connections", true, detail)
        : CheckResult.warning("connections", detail + ": raise max_connections, or use a pooler");
  }

  /** Returns the first value of the first row; {@code null}: there is none, or it is null. */
  private String text(String sql) {
    return database.call(connection -> row(connection, sql));
  }

  private static String row(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private static String firstLine(SQLException e) {
    return e.getMessage().lines().findFirst().orElse(e.getSQLState());
  }
}
