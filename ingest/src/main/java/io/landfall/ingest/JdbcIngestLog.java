package io.landfall.ingest;

import static io.landfall.sql.SqlStatements.prepare;
import static io.landfall.sql.SqlStatements.update;

import io.landfall.index.load.SceneLoad.MergeCounts;
import io.landfall.ingest.list.SceneListRow;
import io.landfall.ingest.list.SceneListVersion;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Runs in the tables {@code ingest_runs} and {@code ingest_bad_rows}. */
public final class JdbcIngestLog implements IngestLog {
  private static final int MAX_RUNS = 500;
  private static final int MAX_RUNS_WITH_INVALID_ROWS = 20;

  private final DataSource dataSource;

  public JdbcIngestLog(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public Optional<CompletedRun> findLastCompleted(String list) {
    return query(
            "select etag, last_modified, length, scenes from ingest_runs"
                + " where list = ? and state = 'DONE' order by id desc limit 1",
            row ->
                new CompletedRun(
                    new SceneListVersion(row.getString(1), row.getString(2), row.getLong(3)),
                    row.getLong(4)),
            list)
        .stream()
        .findFirst();
  }

  @Override
  public Optional<Instant> findLastSuccess(String list) {
    return query(
            "select ended from ingest_runs where list = ? and state in ('DONE', 'UNCHANGED')"
                + " order by id desc limit 1",
            row -> instant(row, 1),
            list)
        .stream()
        .findFirst();
  }

  @Override
  public long beginRun(String list, SceneListVersion version, Instant at) {
    return inTransaction(
        connection -> {
          update(
              connection,
              "update ingest_runs set state = 'INTERRUPTED', ended = updated,"
                  + " message = 'Its process ended without a word.'"
                  + " where state in ('READING', 'MERGING')");
          return insertRun(connection, IngestReport.begun(list, at), version, at);
        });
  }

  @Override
  public void recordProgress(IngestReport report, Instant at) {
    inTransaction(connection -> updateRun(connection, report, at));
  }

  @Override
  public void addInvalidRows(long run, List<SceneListRow.InvalidRow> rows) {
    inTransaction(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into ingest_bad_rows (run, line, reason, content) values (?, ?, ?, ?)"
                      + " on conflict do nothing")) {
            for (SceneListRow.InvalidRow row : rows) {
              insert.setLong(1, run);
              insert.setLong(2, row.line());
              insert.setString(3, row.reason().replace('\0', ' '));
              insert.setString(4, row.excerpt());
              insert.addBatch();
            }
            return insert.executeBatch();
          }
        });
  }

  @Override
  public void endRun(IngestReport report, SceneListVersion version) {
    inTransaction(
        connection -> {
          long run = report.run();
          if (run == 0) {
            run = insertRun(connection, report, version, report.ended());
          }
          prune(connection);
          return updateRun(connection, report.withRun(run), report.ended());
        });
  }

  private static void prune(Connection connection) throws SQLException {
    update(
        connection,
        "delete from ingest_runs where id <= (select max(id) from ingest_runs) - ?"
            + " and id not in (select max(id) from ingest_runs where state = 'DONE' group by list)"
            + " and id not in (select max(id) from ingest_runs"
            + " where state in ('DONE', 'UNCHANGED') group by list)",
        MAX_RUNS);
    update(
        connection,
        "delete from ingest_bad_rows where run <= (select max(id) from ingest_runs) - ?",
        MAX_RUNS_WITH_INVALID_ROWS);
  }

  @Override
  public List<IngestReport> latestRuns(int limit) {
    return query(
        "select id, list, case when state = 'READING' and updated < now() - interval '5 minutes'"
            + " then 'INTERRUPTED' else state end, started, ended, lines, scenes, bad, warned,"
            + " added, changed, unchanged, withdrawn, replaced, whole, message from ingest_runs"
            + " order by id desc limit ?",
        JdbcIngestLog::readReport,
        limit);
  }

  @Override
  public List<SceneListRow.InvalidRow> invalidRows(long run, int limit) {
    return query(
        "select line, reason, content from ingest_bad_rows where run = ? order by line limit ?",
        row ->
            new SceneListRow.InvalidRow(
                row.getLong(1), row.getString(2), row.getString(3), List.of()),
        run,
        limit);
  }

  private static long insertRun(
      Connection connection, IngestReport report, SceneListVersion version, Instant at)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into ingest_runs (list, etag, last_modified, length, state, started, updated)"
                + " values (?, ?, ?, ?, ?, ?, ?)",
            Statement.RETURN_GENERATED_KEYS)) {
      insert.setString(1, report.listUrl());
      insert.setString(2, version.etag());
      insert.setString(3, version.lastModified());
      insert.setLong(4, version.length());
      insert.setString(5, report.state().name());
      insert.setObject(6, utc(report.started()));
      insert.setObject(7, utc(at));
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        keys.next();
        return keys.getLong("id");
      }
    }
  }

  private static int updateRun(Connection connection, IngestReport report, Instant at)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update ingest_runs set state = ?, updated = ?, ended = ?, lines = ?, scenes = ?, bad ="
                + " ?, warned = ?, added = ?, changed = ?, unchanged = ?, withdrawn = ?, replaced ="
                + " ?, whole = ?, message = ? where id = ?")) {
      update.setString(1, report.state().name());
      update.setObject(2, utc(at));
      update.setObject(3, report.ended() == null ? null : utc(report.ended()));
      update.setLong(4, report.lines());
      update.setLong(5, report.scenes());
      update.setLong(6, report.bad());
      update.setLong(7, report.warned());
      update.setLong(8, report.merged().added());
      update.setLong(9, report.merged().changed());
      update.setLong(10, report.merged().unchanged());
      update.setLong(11, report.merged().withdrawn());
      update.setLong(12, report.merged().replaced());
      update.setBoolean(13, report.whole());
      update.setString(14, report.message().replace('\0', ' '));
      update.setLong(15, report.run());
      return update.executeUpdate();
    }
  }

  private static IngestReport readReport(ResultSet row) throws SQLException {
    return new IngestReport(
        row.getLong(1),
        row.getString(2),
        IngestState.valueOf(row.getString(3)),
        instant(row, 4),
        instant(row, 5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        new MergeCounts(
            row.getLong(10), row.getLong(11), row.getLong(12), row.getLong(13), row.getLong(14)),
        row.getBoolean(15),
        row.getString(16));
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  private interface IngestLogTransaction<T> {
    T run(Connection connection) throws SQLException;
  }

  private interface IngestLogRowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, IngestLogRowMapper<T> reader, Object... values) {
    return withConnection(
        connection -> {
          try (PreparedStatement statement = prepare(connection, sql, values)) {
            try (ResultSet row = statement.executeQuery()) {
              List<T> found = new ArrayList<>();
              while (row.next()) {
                found.add(reader.map(row));
              }
              return found;
            }
          }
        });
  }

  private <T> T inTransaction(IngestLogTransaction<T> work) {
    return withConnection(
        connection -> {
          connection.setAutoCommit(false);
          try {
            T result = work.run(connection);
            connection.commit();
            return result;
          } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
          } finally {
            connection.setAutoCommit(true);
          }
        });
  }

  private <T> T withConnection(IngestLogTransaction<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw new ExportFailure(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot use the log of ingest runs: %s. Check the database.".formatted(e.getMessage()),
          e);
    }
  }
}
