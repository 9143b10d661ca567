package io.landfall.audit;

import io.landfall.audit.chain.JournalRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows of several queries, each in the order of the journal, in that order. */
final class RowsInOrder implements AutoCloseable {
  private final List<RowCursor> cursors = new ArrayList<>();

  private static final class RowCursor {
    private final PreparedStatement select;
    private ResultSet rows;
    private JournalRow next;

    RowCursor(PreparedStatement select) {
      this.select = select;
    }

    void advance() throws SQLException {
      if (rows == null) {
        rows = select.executeQuery();
      }
      next = rows.next() ? JournalRows.read(rows) : null;
    }
  }

  /** Adds a query of the columns of {@link JournalRows}; it is asked, and closed, by this. */
  void add(PreparedStatement select) {
    cursors.add(new RowCursor(select));
  }

  /** Returns the next row; {@code null}: there is none. */
  JournalRow next() throws SQLException {
    RowCursor lowest = null;
    for (RowCursor cursor : cursors) {
      if (cursor.rows == null) {
        cursor.advance();
      }
      if (cursor.next != null
          && (lowest == null || cursor.next.ordering() < lowest.next.ordering())) {
        lowest = cursor;
      }
    }
    if (lowest == null) {
      return null;
    }
    JournalRow row = lowest.next;
    lowest.advance();
    return row;
  }

  @Override
  public void close() throws SQLException {
    for (RowCursor cursor : cursors) {
      cursor.select.close(); // with its rows
    }
  }
}
