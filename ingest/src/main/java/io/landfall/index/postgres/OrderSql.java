package io.landfall.index.postgres;

import io.landfall.index.query.SceneCursor;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneQuery.SceneOrder;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The order of a search as SQL, and the condition for what comes after a place in it. */
final class OrderSql {
  private OrderSql() {}

  /** Writes what follows {@code order by}. What is unknown comes last. */
  static String orderBy(List<SceneOrder> order) {
    return order.stream()
        .map(OrderSql::orderTerm)
        .collect(Collectors.joining(", ", "", order.isEmpty() ? "id desc" : ", id desc"));
  }

  private static String orderTerm(SceneOrder order) {
    return FilterSql.columnOf(order.property())
        + (order.descending() ? " desc" : " asc")
        + (FilterSql.isNullable(order.property()) ? " nulls last" : "");
  }

  /** Writes a condition for the scenes that come after {@code cursor}. */
  static String afterCursor(List<SceneOrder> order, SceneCursor cursor, SqlParameters values) {
    checkCursor(order, cursor);
    if (order.stream().allMatch(o -> o.descending() && !FilterSql.isNullable(o.property()))) {
      return rowAfter(order, cursor, values);
    }
    return termAfter(order, cursor, 0, values);
  }

  /** All go down and are known: one comparison, which an index answers. */
  private static String rowAfter(List<SceneOrder> order, SceneCursor cursor, SqlParameters values) {
    List<String> columns = new ArrayList<>();
    List<String> placeholders = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      columns.add(FilterSql.columnOf(order.get(i).property()));
      placeholders.add(
          values.add(FilterSql.comparable(order.get(i).property(), cursor.values().get(i))));
    }
    columns.add("id");
    placeholders.add(values.add(cursor.id()));
    return "(%s) < (%s)".formatted(String.join(", ", columns), String.join(", ", placeholders));
  }

  private static String termAfter(
      List<SceneOrder> order, SceneCursor cursor, int i, SqlParameters values) {
    if (i == order.size()) {
      return "id < " + values.add(cursor.id());
    }
    String column = FilterSql.columnOf(order.get(i).property());
    Object value = FilterSql.comparable(order.get(i).property(), cursor.values().get(i));
    if (value == null) {
      return "(%s is null and %s)".formatted(column, termAfter(order, cursor, i + 1, values));
    }
    String beyond = column + (order.get(i).descending() ? " < " : " > ") + values.add(value);
    String unknown = FilterSql.isNullable(order.get(i).property()) ? column + " is null or " : "";
    String same = column + " = " + values.add(value);
    return "(%s or %s(%s and %s))"
        .formatted(beyond, unknown, same, termAfter(order, cursor, i + 1, values));
  }

  private static void checkCursor(List<SceneOrder> order, SceneCursor cursor) {
    boolean matches = cursor.values().size() == order.size() && cursor.id().indexOf('\0') < 0;
    for (int i = 0; matches && i < order.size(); i++) {
      Object value = cursor.values().get(i);
      SceneProperty property = order.get(i).property();
      matches =
          value == null
              ? FilterSql.isNullable(property)
              : FilterSql.isInstance(property.type(), value)
                  && !(value instanceof String text && text.indexOf('\0') >= 0);
    }
    if (!matches) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid place to go on from: it is of another search. Begin with the first page.");
    }
  }
}
