package io.landfall.index;

import io.landfall.index.ListedScene.FootprintFrom;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The gaps of a database's index, over one connection that holds a lock. Each finding is kept by
 * itself: a load that changes the same rows in another order is never in its way.
 */
final class DatabaseGaps implements CornerGaps {
  private static final long LOCK = 0x1a4dfa13L;
  private static final int FOR_EVER = 0;
  private static final int LONGEST_REASON = 300;
  private static final String OPEN =
      " from scenes where withdrawn is null and url is not null and footprint_from < %d and not"
              .formatted(FootprintFrom.CORNERS.ordinal())
          + " exists (select from scenes_without_metadata gone where gone.id = scenes.id)";

  private final Connection connection;
  private final FootprintColumn footprints;

  private DatabaseGaps(Connection connection, FootprintColumn footprints) {
    this.connection = connection;
    this.footprints = footprints;
  }

  /**
   * Takes the lock; closes the connection in the end, be it here.
   *
   * @throws ExportFailure STATE_CONFLICT when somebody else has it
   */
  static DatabaseGaps open(Connection connection, FootprintColumn footprints) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, FOR_EVER); // a whole walk over a large index
      try (ResultSet row =
          statement.executeQuery("select pg_try_advisory_lock(%d)".formatted(LOCK))) {
        row.next();
        if (row.getBoolean(1)) {
          statement.execute("set synchronous_commit = off"); // what is lost is asked for again
          return new DatabaseGaps(connection, footprints);
        }
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    connection.close();
    throw new ExportFailure(
        ErrorCode.STATE_CONFLICT,
        "Cannot fetch metadata: this is under way already. Wait for its end.");
  }

  @Override
  public long count() {
    return run("select count(*)" + OPEN, new SqlValues(), DatabaseGaps::number);
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public List<ListedScene> page(Optional<ListedScene> after, int limit) {
    var values = new SqlValues();
    String from =
        after
            .map(
                last ->
                    " and (acquired, id) < (%s, %s)"
                        .formatted(values.add(last.acquired()), values.add(last.id())))
            .orElse("");
    String sql =
        "select %s%s%s order by acquired desc, id desc limit %s"
            .formatted(SceneRows.columns(footprints), OPEN, from, values.add(limit));
    return run(sql, values, DatabaseGaps::scenes);
  }

  private static List<ListedScene> scenes(PreparedStatement statement) throws SQLException {
    List<ListedScene> scenes = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        scenes.add(SceneRows.read(row).listed());
      }
    }
    return scenes;
  }

  @Override
  public void keep(List<Finding> findings) {
    for (Finding finding : findings) {
      if (finding instanceof Finding.Corners corners) {
        keep(corners);
      } else if (finding instanceof Finding.NoMetadata none) {
        keep(none);
      }
    }
  }

  private void keep(Finding.Corners corners) {
    var values = new SqlValues();
    String sql = "update scenes set " + footprints.assignment(corners.footprint(), values);
    if (corners.sun() != null) {
      sql +=
          ", sun_elevation = %s, sun_azimuth = %s"
              .formatted(
                  values.add(corners.sun().elevation()), values.add(corners.sun().azimuth()));
    }
    int from = FootprintFrom.CORNERS.ordinal();
    sql +=
        ", footprint_from = %d, changed = now() where footprint_from < %d and id = %s"
            .formatted(from, from, values.add(corners.id()));
    run(sql, values, PreparedStatement::executeUpdate);
  }

  private void keep(Finding.NoMetadata none) {
    var values = new SqlValues();
    run(
        "insert into scenes_without_metadata (id, why) values (%s, %s) on conflict (id) do nothing"
            .formatted(values.add(none.id()), values.add(plain(none.why()))),
        values,
        PreparedStatement::executeUpdate);
  }

  /** What a server sent may be in it. */
  private static String plain(String why) {
    String printable = why.replaceAll("\\p{Cntrl}", " ");
    return printable.substring(0, Math.min(printable.length(), LONGEST_REASON));
  }

  @Override
  public long forgetMissing() {
    return run(
        "delete from scenes_without_metadata",
        new SqlValues(),
        PreparedStatement::executeLargeUpdate);
  }

  @FunctionalInterface
  private interface Work<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String sql, SqlValues values, Work<T> work) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      values.bind(statement);
      return work.run(statement);
    } catch (SQLException e) {
      throw Catalogues.unavailable(e);
    }
  }

  @Override
  public void close() {
    try (connection;
        Statement statement = connection.createStatement()) {
      statement.execute("reset synchronous_commit");
      statement.execute("select pg_advisory_unlock(%d)".formatted(LOCK));
    } catch (SQLException e) {
      // broken: its lock has ended with it
    }
  }
}
