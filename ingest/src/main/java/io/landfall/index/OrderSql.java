package io.landfall.index;

import io.landfall.index.SceneQuery.SceneOrder;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The order of a search as SQL, and the condition for what comes after a place in it. */
final class OrderSql {
  private OrderSql() {}

  /** Writes what follows {@code order by}. What is unknown comes last. */
  static String by(List<SceneOrder> order) {
    return order.stream()
        .map(OrderSql::term)
        .collect(Collectors.joining(", ", "", order.isEmpty() ? "id desc" : ", id desc"));
  }

  private static String term(SceneOrder order) {
    return FilterSql.column(order.property())
        + (order.descending() ? " desc" : " asc")
        + (FilterSql.nullable(order.property()) ? " nulls last" : "");
  }

  /** Writes a condition for the scenes that come after {@code cursor}. */
  static String after(List<SceneOrder> order, SceneCursor cursor, SqlValues values) {
    check(order, cursor);
    if (order.stream().allMatch(o -> o.descending() && !FilterSql.nullable(o.property()))) {
      return rowAfter(order, cursor, values);
    }
    return termAfter(order, cursor, 0, values);
  }

  /** All go down and are known: one comparison, which an index answers. */
  private static String rowAfter(List<SceneOrder> order, SceneCursor cursor, SqlValues values) {
    List<String> columns = new ArrayList<>();
    List<String> marks = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      columns.add(FilterSql.column(order.get(i).property()));
      marks.add(values.add(cursor.values().get(i)));
    }
    columns.add("id");
    marks.add(values.add(cursor.id()));
    return "(%s) < (%s)".formatted(String.join(", ", columns), String.join(", ", marks));
  }

  private static String termAfter(
      List<SceneOrder> order, SceneCursor cursor, int i, SqlValues values) {
    if (i == order.size()) {
      return "id < " + values.add(cursor.id());
    }
    String column = FilterSql.column(order.get(i).property());
    Object value = cursor.values().get(i);
    if (value == null) {
      return "(%s is null and %s)".formatted(column, termAfter(order, cursor, i + 1, values));
    }
    String beyond = column + (order.get(i).descending() ? " < " : " > ") + values.add(value);
    String unknown = FilterSql.nullable(order.get(i).property()) ? column + " is null or " : "";
    String same = column + " = " + values.add(value);
    return "(%s or %s(%s and %s))"
        .formatted(beyond, unknown, same, termAfter(order, cursor, i + 1, values));
  }

  private static void check(List<SceneOrder> order, SceneCursor cursor) {
    boolean fits = cursor.values().size() == order.size() && cursor.id().indexOf('\0') < 0;
    for (int i = 0; fits && i < order.size(); i++) {
      Object value = cursor.values().get(i);
      SceneProperty property = order.get(i).property();
      fits =
          value == null
              ? FilterSql.nullable(property)
              : FilterSql.isOf(property.type(), value)
                  && !(value instanceof String text && text.indexOf('\0') >= 0);
    }
    if (!fits) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid place to go on from: it is of another search. Begin with the first page.");
    }
  }
}
