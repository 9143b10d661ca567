package io.landfall.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;

/** A value of a statement that is an array of the database; it may be empty. */
public final class SqlArray {
  private final String type;
  private final Object[] elements;

  private SqlArray(String type, Collection<?> elements) {
    this.type = type;
    this.elements = elements.toArray();
  }

  /**
   * An array of any type.
   *
   * @param type of its elements, as PostgreSQL names it
   */
  public static SqlArray of(String type, Collection<?> elements) {
    return new SqlArray(type, elements);
  }

  /** An array of {@code uuid}. */
  public static SqlArray ofUuids(Collection<UUID> elements) {
    return new SqlArray("uuid", elements);
  }

  /** An array of {@code text}. */
  public static SqlArray ofTexts(Collection<String> elements) {
    return new SqlArray("text", elements);
  }

  /**
   * Gives a statement one column of rows, for {@code unnest}.
   *
   * @param index of the parameter, from 1
   * @param type of the column, as PostgreSQL names it
   */
  public static <T> void bindColumn(
      PreparedStatement statement,
      int index,
      String type,
      Collection<T> rows,
      Function<T, Object> column)
      throws SQLException {
    SqlArray values = of(type, rows.stream().map(column).toList());
    statement.setArray(index, values.toJdbc(statement.getConnection()));
  }

  /** Returns it as the driver takes it. */
  public Array toJdbc(Connection connection) throws SQLException {
    return connection.createArrayOf(type, elements);
  }
}
