package io.landfall.node.schema;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.schema.SchemaHistory.AppliedChangeSet;
import io.landfall.sql.TransactionLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.Contexts;
import liquibase.GlobalConfiguration;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.FastCheckService;
import liquibase.database.DatabaseFactory;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * The schema's versions. A version is the number of a file under {@code db/changelog}; each of its
 * change sets runs in a transaction, forward and back.
 *
 * <p>Two at once wait for each other by a lock that ends with its transaction, so one that was
 * killed blocks nobody. Liquibase's own lock, a row of a table, stays behind; who has ours may
 * release it.
 */
public final class Schema {
  /** In the order of their numbers; the number is the version. */
  private static final List<String> CHANGELOG_FILES =
      List.of(
          "0001-journal.sql",
          "0002-projection.sql",
          "0003-exports.sql",
          "0004-tokens.sql",
          "0005-link-keys.sql",
          "0006-scenes.sql",
          "0007-scenes-postgis.sql",
          "0008-ingest.sql",
          "0009-metadata.sql",
          "0010-token-life.sql",
          "0011-crash-notes.sql",
          "0012-parked-events.sql",
          "0013-warned-rows.sql",
          "0014-queryables.sql",
          "0015-scene-lists.sql",
          "0016-grids.sql",
          "0017-projects.sql",
          "0018-own-scenes.sql",
          "0019-delivery-configs.sql",
          "0020-exports-of-projects.sql",
          "0021-estimates.sql",
          "0022-token-organization.sql",
          "0023-webhooks.sql",
          "0024-exports-by-status.sql",
          "0025-webhooks-due.sql",
          "0026-downloads.sql",
          "0027-export-usage.sql",
          "0028-exports-to-clean-up.sql",
          "0029-styles.sql",
          "0030-webhooks-partial.sql",
          "0031-audit.sql",
          "0032-exports-expiry.sql",
          "0033-areas.sql",
          "0034-ledgers.sql",
          "0035-quotas.sql",
          "0036-exports-kept-until.sql",
          "0037-scenes-place.sql");

  private static final Pattern CHANGE_SET_LINE =
      Pattern.compile("(?m)^--changeset landfall:(\\S+)");
  private static final long LOCK = 0x1a4dfa11L;
  private static final Logger LIQUIBASE_LOG = Logger.getLogger("liquibase");

  /** Prints what it throws as well. */
  private static final Logger CHANGE_LOG = Logger.getLogger("liquibase.changelog");

  private static final String UNUSABLE_POSTGIS_SQL =
      "select nspname, current_user from pg_extension join pg_namespace n on n.oid = extnamespace"
          + " where extname = 'postgis' and not has_schema_privilege(n.oid, 'usage')";

  /** Changing a large table takes its time; the pool gives connections their own limit back. */
  private static final int NO_TIMEOUT = 0;

  private final Database database;
  private final SchemaHistory history;

  /** Its versions that this build knows. */
  private final List<String> files;

  public Schema(Database database) {
    this(database, CHANGELOG_FILES);
  }

  /** Knows other versions, as another build does. */
  Schema(Database database, List<String> files) {
    this.database = database;
    this.files = files;
    history = new SchemaHistory(database);
  }

  /** Returns the files of the versions that this build knows. */
  static List<String> changelogFiles() {
    return CHANGELOG_FILES;
  }

  /**
   * One version.
   *
   * @param name of its file, without number and ending
   * @param applied when; {@code null}: not applied
   */
  public record SchemaVersion(int number, String name, String applied) {}

  /** Returns the newest version this software knows. */
  public static int newestVersion() {
    return number(CHANGELOG_FILES.get(CHANGELOG_FILES.size() - 1));
  }

  /** Returns the version the database is at; 0 when it has none. */
  public int currentVersion() {
    return applied().keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /**
   * Returns all versions this software knows, and newer ones that the database has, oldest first.
   *
   * @throws ExportFailure STATE_CONFLICT when the database has an older layout
   */
  public List<SchemaVersion> versions() {
    checkLayout();
    Map<Integer, String> applied = applied();
    return Stream.concat(files.stream(), newer().files().stream())
        .map(file -> new SchemaVersion(number(file), name(file), applied.get(number(file))))
        .toList();
  }

  /**
   * Brings the database to the newest version this software knows and returns the one it was at
   * before. One that is newer stays as it is.
   *
   * @throws ExportFailure STATE_CONFLICT when the database has an older layout, or a newer one that
   *     this software cannot work with
   */
  public int migrateUp() {
    return withLock(
        liquibase -> {
          checkLayout();
          newer().check();
          int before = currentVersion();
          // it remembers for the whole process that all has run, though a way back was gone since
          Scope.getCurrentScope().getSingleton(FastCheckService.class).clearCache();
          liquibase.update(new Contexts(), new LabelExpression());
          if (currentVersion() > before) {
            liquibase.tag(NewerVersions.build());
          }
          return before;
        });
  }

  /**
   * Brings the database back to {@code version} and returns the one it was at before.
   *
   * @throws ExportFailure STATE_CONFLICT when the database has an older layout, or versions whose
   *     way back this software does not know
   */
  public int migrateDown(int version) {
    return withLock(
        liquibase -> {
          checkLayout();
          int before = currentVersion();
          if (version < 0 || version > before) {
            throw new ExportFailure(
                ErrorCode.REQUEST_INVALID,
                String.format(
                    Locale.ROOT,
                    "Invalid version %d: the database is at %d. Name one from 0 to %d.",
                    version,
                    before,
                    before));
          }
          newer().checkNone(version);
          int changeSets = changeSetsAfter(version);
          if (changeSets > 0) {
            liquibase.rollback(changeSets, new Contexts(), new LabelExpression());
          }
          return before;
        });
  }

  /**
   * Checks that the database fits this software.
   *
   * @throws ExportFailure STATE_CONFLICT naming the command that fixes it, or saying that the
   *     database has an older layout, or a newer one that this software cannot work with
   */
  public void check() {
    checkLayout();
    newer().check();
    int current = currentVersion();
    if (current < newestKnown()) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          String.format(
              Locale.ROOT,
              "Cannot start on a database of schema version %d: this software needs %d. Run"
                  + " \"landfall migrate up\" with the same DATABASE_URL.",
              current,
              newestKnown()));
    }
  }

  /** Returns what to tell of a schema that a newer build has made; empty: it is no newer. */
  public Optional<String> newerNote() {
    return newer().note();
  }

  private NewerVersions newer() {
    return new NewerVersions(history.read(), newestKnown());
  }

  private int newestKnown() {
    return number(files.get(files.size() - 1));
  }

  /**
   * A change set of a version we have, but under an id that we have not, was made by software whose
   * tables are laid out otherwise.
   */
  private void checkLayout() {
    for (AppliedChangeSet applied : history.read()) {
      if (files.contains(applied.file()) && !changeSetIds(applied.file()).contains(applied.id())) {
        throw new ExportFailure(
            ErrorCode.STATE_CONFLICT,
            String.format(
                Locale.ROOT,
                "Cannot use this database: an older Landfall has made it, with another layout of"
                    + " its tables (change set %s). Name an empty database, or another folder with"
                    + " --data-dir.",
                applied.id()));
      }
    }
  }

  private static Set<String> changeSetIds(String file) {
    try (var in = Schema.class.getClassLoader().getResourceAsStream(SchemaHistory.FOLDER + file)) {
      return CHANGE_SET_LINE
          .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .results()
          .map(line -> line.group(1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the change log " + file, e);
    }
  }

  private Map<Integer, String> applied() {
    Map<Integer, String> found = new TreeMap<>();
    history.read().forEach(one -> found.put(one.version(), one.at()));
    return found;
  }

  private int changeSetsAfter(int version) {
    return (int) history.read().stream().filter(one -> one.version() > version).count();
  }

  private interface MigrationWork<T> {
    T run(Liquibase liquibase) throws LiquibaseException;
  }

  private <T> T withLock(MigrationWork<T> work) {
    try (TransactionLock lock = TransactionLock.acquire(database.dataSource(), LOCK)) {
      return database.call(migrating -> migrate(migrating, lock, work));
    } catch (SQLException e) {
      throw new ExportFailure(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot lock the schema: " + e.getMessage() + ". Check the database.",
          e);
    }
  }

  private <T> T migrate(Connection connection, TransactionLock lock, MigrationWork<T> work)
      throws SQLException {
    LIQUIBASE_LOG.setLevel(Level.WARNING);
    CHANGE_LOG.setLevel(Level.OFF);
    checkPostgis(connection);
    connection.setNetworkTimeout(Runnable::run, NO_TIMEOUT);
    boolean autoCommit = connection.getAutoCommit();
    Map<String, Object> quiet =
        Map.of(
            Scope.Attr.ui.name(),
            new LoggerUIService(),
            "liquibase.analytics.enabled",
            "false",
            GlobalConfiguration.SHOW_BANNER.getKey(),
            false);
    try {
      return Scope.child(quiet, () -> work.run(liquibase(connection, lock)));
    } catch (ExportFailure e) {
      throw e;
    } catch (Exception e) {
      throw new ExportFailure(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot change the schema: " + causeMessage(e) + ". The change set was rolled back.",
          e);
    } finally {
      if (!connection.isClosed()) { // else what has closed it is the failure to tell
        connection.setAutoCommit(autoCommit);
      }
    }
  }

  private static void checkPostgis(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(UNUSABLE_POSTGIS_SQL)) {
      if (row.next()) {
        throw new ExportFailure(
            ErrorCode.STATE_CONFLICT,
            String.format(
                Locale.ROOT,
                "Cannot use PostGIS: it lies in the schema \"%1$s\", which the user \"%2$s\" may"
                    + " not use. Let its owner run: grant usage on schema \"%1$s\" to \"%2$s\".",
                row.getString(1),
                row.getString(2)));
      }
    }
  }

  /** What the server says, before what Liquibase makes of it. */
  private static String causeMessage(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException) {
        return cause.getMessage().lines().findFirst().orElse("");
      }
    }
    return thrown.getMessage();
  }

  private Liquibase liquibase(Connection connection, TransactionLock lock)
      throws LiquibaseException {
    var accessor = new ClassLoaderResourceAccessor(Schema.class.getClassLoader());
    var target =
        DatabaseFactory.getInstance()
            .findCorrectDatabaseImplementation(new MigrationConnection(connection, lock));
    var changes = new DatabaseChangeLog("landfall");
    changes.setChangeLogParameters(new liquibase.changelog.ChangeLogParameters(target));
    for (String file : files) {
      changes.include(
          SchemaHistory.FOLDER + file,
          false,
          true,
          accessor,
          new liquibase.ContextExpression(),
          new liquibase.Labels(),
          false,
          DatabaseChangeLog.OnUnknownFileFormat.FAIL);
    }
    var liquibase = new Liquibase(changes, accessor, target);
    liquibase.setShowSummary(UpdateSummaryEnum.OFF);
    liquibase.forceReleaseLocks(); // ours is the lock: one in the table was left by the killed
    return liquibase;
  }

  private static int number(String file) {
    return Integer.parseInt(file.substring(0, 4));
  }

  private static String name(String file) {
    return file.substring(5, file.length() - ".sql".length());
  }
}
