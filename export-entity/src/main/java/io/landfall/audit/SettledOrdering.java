package io.landfall.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Up to where the journal is complete. A row has its ordering before its transaction ends, so for a
 * moment a row may lack that stands before others. What lacks for longer than a write can take was
 * rolled back and never comes.
 */
final class SettledOrdering {
  /** Longer than the journal's calls may take. */
  private static final long WRITE_MILLIS = 15_000;

  private static final int MOST_ROWS = 20_000;

  private static final String NEWEST_FIRST =
      "select ordering, write_timestamp, (extract(epoch from now()) * 1000)::bigint"
          + " from event_journal order by ordering desc limit "
          + MOST_ROWS;

  private SettledOrdering() {}

  static long find(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(NEWEST_FIRST)) {
      select.setFetchSize(MOST_ROWS);
      try (ResultSet row = select.executeQuery()) {
        return find(row);
      }
    }
  }

  private static long find(ResultSet row) throws SQLException {
    long settled = 0;
    long above = 0;
    boolean isAboveYoung = false;
    int rows = 0;
    while (row.next()) {
      long ordering = row.getLong(1);
      if (rows++ == 0) {
        settled = ordering;
      } else if (ordering < above - 1 && isAboveYoung) {
        settled = ordering; // what lacks behind it may still come
      }
      isAboveYoung = row.getLong(2) > row.getLong(3) - WRITE_MILLIS;
      above = ordering;
      if (!isAboveYoung) {
        return settled;
      }
    }
    return rows == MOST_ROWS ? Math.min(settled, above) : settled;
  }
}
