package io.landfall.index.postgres;

import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneQuery;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Rows that may match, of which the exact test leaves those that do. */
final class MatchingRows {
  private static final int FETCH_SIZE = 500;

  private MatchingRows() {}

  /**
   * Reads a cursor, some rows at once, until enough have passed the exact test.
   *
   * @param statement in a transaction: else the driver reads all rows before the first
   * @throws TimeoutException if that takes too long
   */
  static List<IndexedScene> read(
      PreparedStatement statement, SceneQuery query, int maxRows, Duration timeout)
      throws SQLException, TimeoutException {
    List<IndexedScene> found = new ArrayList<>();
    find(statement, query, maxRows, timeout, found::add);
    return found;
  }

  /**
   * Counts as {@link #read} reads, and keeps no row.
   *
   * @throws TimeoutException if that takes too long
   */
  static int count(PreparedStatement statement, SceneQuery query, int maxRows, Duration timeout)
      throws SQLException, TimeoutException {
    return find(statement, query, maxRows, timeout, scene -> {});
  }

  private static int find(
      PreparedStatement statement,
      SceneQuery query,
      int maxRows,
      Duration timeout,
      Consumer<IndexedScene> consumer)
      throws SQLException, TimeoutException {
    Predicate<IndexedScene> matches = SceneMatcher.of(query.area(), query.filter());
    int found = 0;
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    statement.setFetchSize(Math.min(maxRows + 1, FETCH_SIZE));
    try (ResultSet row = statement.executeQuery()) {
      while (found < maxRows && row.next()) {
        IndexedScene scene = SceneRowMapper.read(row);
        if (matches.test(scene)) {
          found++;
          consumer.accept(scene);
        }
        if (System.nanoTime() > deadlineNanos) {
          throw new TimeoutException();
        }
      }
    }
    return found;
  }
}
