package io.landfall.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The values of a statement, in the order of their question marks. */
final class SqlValues {
  /** What the database can hold; comparisons with times beyond give the same answers. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final List<Object> values = new ArrayList<>();

  /** Takes a String, Double, Integer, Instant or byte[] and returns its question mark. */
  String add(Object value) {
    values.add(value);
    return "?";
  }

  /** Takes an array and returns its question mark. */
  String addAll(SceneProperty.Type type, List<Object> array) {
    values.add(new Array(type, array));
    return "?";
  }

  void bind(PreparedStatement statement) throws SQLException {
    int position = 0;
    for (Object value : values) {
      position++;
      if (value instanceof Array array) {
        statement.setArray(position, array.of(statement.getConnection()));
      } else {
        statement.setObject(position, plain(value));
      }
    }
  }

  private static Object plain(Object value) {
    if (value instanceof Instant time) {
      return time(time);
    }
    return value;
  }

  private static OffsetDateTime time(Instant time) {
    Instant held = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    return held.atOffset(ZoneOffset.UTC);
  }

  private record Array(SceneProperty.Type type, List<Object> values) {
    java.sql.Array of(Connection connection) throws SQLException {
      String sqlType =
          switch (type) {
            case TEXT -> "text";
            case NUMBER -> "float8";
            case TIME -> "timestamptz";
          };
      return connection.createArrayOf(sqlType, values.stream().map(SqlValues::plain).toArray());
    }
  }
}
