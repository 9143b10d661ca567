package io.landfall.index.postgres;

import io.landfall.index.query.SceneProperty;
import io.landfall.sql.SqlArray;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The values of a statement, in the order of their question marks. */
public final class SqlParameters {
  /** What the database can hold; comparisons with times beyond give the same answers. */
  private static final Instant MIN_TIME = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant MAX_TIME = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final List<Object> values = new ArrayList<>();

  /** Takes a String, Double, Integer, Instant or byte[] and returns its question mark. */
  public String add(Object value) {
    values.add(value);
    return "?";
  }

  /** Takes an array and returns its question mark. */
  String addAll(SceneProperty.PropertyType type, List<Object> array) {
    String sqlType =
        switch (type) {
          case TEXT -> "text";
          case NUMBER -> "float8";
          case TIME -> "timestamptz";
        };
    values.add(SqlArray.of(sqlType, array.stream().map(SqlParameters::toJdbcValue).toList()));
    return "?";
  }

  /** Takes an array of Integers and returns its question mark. */
  String addIntegers(List<Object> array) {
    values.add(SqlArray.of("int4", array));
    return "?";
  }

  public void bind(PreparedStatement statement) throws SQLException {
    int position = 0;
    for (Object value : values) {
      position++;
      if (value instanceof SqlArray array) {
        statement.setArray(position, array.toJdbc(statement.getConnection()));
      } else {
        statement.setObject(position, toJdbcValue(value));
      }
    }
  }

  private static Object toJdbcValue(Object value) {
    if (value instanceof Instant time) {
      return clampedTime(time);
    }
    return value;
  }

  private static OffsetDateTime clampedTime(Instant time) {
    Instant clamped = time.isBefore(MIN_TIME) ? MIN_TIME : time.isAfter(MAX_TIME) ? MAX_TIME : time;
    return clamped.atOffset(ZoneOffset.UTC);
  }
}
