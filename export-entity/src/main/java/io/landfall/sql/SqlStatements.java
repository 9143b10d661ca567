package io.landfall.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Statements with a value for each question mark. */
public final class SqlStatements {
  private SqlStatements() {}

  /**
   * Prepares a statement.
   *
   * @param values in the order of the question marks; arrays as {@link SqlArray}
   */
  public static PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i] instanceof SqlArray array ? array.toJdbc(connection) : values[i];
        statement.setObject(i + 1, value);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /**
   * Runs a statement that changes rows, and returns how many.
   *
   * @param values as those of {@link #prepare}
   */
  public static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }
}
