package io.landfall.index;

import io.landfall.index.postgres.FootprintColumn;
import io.landfall.index.postgres.GridsJson;
import io.landfall.index.postgres.SceneRowMapper;
import io.landfall.index.postgres.SqlParameters;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PlainText;
import io.landfall.sql.ConfiguredConnection;
import io.landfall.sql.TransactionLock;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The gaps of a database's index, under a lock. Each finding is kept by itself: a load that changes
 * the same rows in another order is never in its way.
 */
final class PostgresMetadataGaps implements MetadataGaps {
  private static final long ADVISORY_LOCK_ID = 0x1a4dfa13L;

  /** What is lost in a crash of the server is asked for again. */
  private static final String BEGIN_SQL =
      ConfiguredConnection.NO_TIMEOUTS + "set local synchronous_commit = off;";

  private static final int MAX_REASON_CHARACTERS = 300;
  private static final String GAPS_SQL =
      String.format(
              Locale.ROOT,
              " from scenes where withdrawn is null and url is not null"
                  + " and (footprint_from < %d or grids is null) and not",
              FootprintSource.CORNERS.ordinal())
          + " exists (select from scenes_without_metadata gone where gone.id = scenes.id)";

  private final DataSource dataSource;
  private final TransactionLock lock;
  private final FootprintColumn footprints;

  private PostgresMetadataGaps(
      DataSource dataSource, TransactionLock lock, FootprintColumn footprints) {
    this.dataSource = dataSource;
    this.lock = lock;
    this.footprints = footprints;
  }

  /**
   * Takes the lock.
   *
   * @throws ExportFailure STATE_CONFLICT when somebody else has it
   */
  static PostgresMetadataGaps open(DataSource dataSource, FootprintColumn footprints)
      throws SQLException {
    TransactionLock lock =
        TransactionLock.tryAcquire(dataSource, ADVISORY_LOCK_ID)
            .orElseThrow(
                () ->
                    new ExportFailure(
                        ErrorCode.STATE_CONFLICT,
                        "Cannot fetch metadata: this is under way already. Wait for its end."));
    return new PostgresMetadataGaps(dataSource, lock, footprints);
  }

  @Override
  public long count() {
    return execute(
        "select count(*)" + GAPS_SQL, new SqlParameters(), PostgresMetadataGaps::readNumber);
  }

  private static long readNumber(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public List<LandsatScene> nextPage(Optional<LandsatScene> after, int limit) {
    var values = new SqlParameters();
    String from =
        after
            .map(
                last ->
                    String.format(
                        Locale.ROOT,
                        " and (acquired, id) < (%s, %s)",
                        values.add(last.acquired()),
                        values.add(last.id())))
            .orElse("");
    String sql =
        String.format(
            Locale.ROOT,
            "select %s%s%s order by acquired desc, id desc limit %s",
            SceneRowMapper.columns(footprints),
            GAPS_SQL,
            from,
            values.add(limit));
    return execute(sql, values, PostgresMetadataGaps::readScenes);
  }

  private static List<LandsatScene> readScenes(PreparedStatement statement) throws SQLException {
    List<LandsatScene> scenes = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        scenes.add(SceneRowMapper.read(row).listed());
      }
    }
    return scenes;
  }

  @Override
  public void save(List<MetadataFinding> findings) {
    for (MetadataFinding finding : findings) {
      if (finding instanceof MetadataFinding.CornersFound corners) {
        save(corners);
      } else if (finding instanceof MetadataFinding.NoMetadataFound none) {
        save(none);
      }
    }
  }

  /** Corners that a list gave stay. */
  private void save(MetadataFinding.CornersFound corners) {
    int from = FootprintSource.CORNERS.ordinal();
    String grids = GridsJson.write(corners.grids());
    var values = new SqlParameters();
    String sql = "update scenes set " + footprints.assignmentSql(corners.footprint(), values);
    if (corners.sunPosition() != null) {
      sql += ", sun_elevation = " + values.add(corners.sunPosition().elevation());
      sql += ", sun_azimuth = " + values.add(corners.sunPosition().azimuth());
    }
    sql += ", grids = " + values.add(grids) + "::jsonb, footprint_from = " + from;
    sql += ", changed = now() where footprint_from < " + from + " and id = ";
    sql += values.add(corners.id());
    if (execute(sql, values, PreparedStatement::executeUpdate) == 0) {
      save(corners.id(), grids);
    }
  }

  private void save(String id, String grids) {
    var values = new SqlParameters();
    String sql = "update scenes set grids = " + values.add(grids) + "::jsonb, changed = now()";
    execute(sql + " where id = " + values.add(id), values, PreparedStatement::executeUpdate);
  }

  private void save(MetadataFinding.NoMetadataFound none) {
    var values = new SqlParameters();
    execute(
        String.format(
            Locale.ROOT,
            "insert into scenes_without_metadata (id, why) values (%s, %s) on conflict (id) do"
                + " nothing",
            values.add(none.id()),
            values.add(printable(none.reason()))),
        values,
        PreparedStatement::executeUpdate);
  }

  /** What a server sent may be in it. */
  private static String printable(String reason) {
    return PlainText.cleaned(
        PlainText.beginning(reason.replaceAll("\\p{Cntrl}", " "), MAX_REASON_CHARACTERS));
  }

  @Override
  public long forgetMissing() {
    return execute(
        "delete from scenes_without_metadata",
        new SqlParameters(),
        PreparedStatement::executeLargeUpdate);
  }

  @FunctionalInterface
  private interface GapStatement<T> {
    T execute(PreparedStatement statement) throws SQLException;
  }

  private <T> T execute(String sql, SqlParameters values, GapStatement<T> statementWork) {
    try (var transaction =
            ConfiguredConnection.open(dataSource, BEGIN_SQL + footprints.transactionSql());
        PreparedStatement statement = transaction.jdbc().prepareStatement(sql)) {
      transaction.jdbc().setNetworkTimeout(Runnable::run, 0); // a walk over a large index
      values.bind(statement);
      T result = statementWork.execute(statement);
      lock.check();
      transaction.jdbc().commit();
      return result;
    } catch (SQLException e) {
      throw SceneIndex.databaseFailure(e);
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
