package io.landfall.index.postgres;

import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneQuery;
import java.util.ArrayList;
import java.util.List;

/** Searches as SQL. */
final class SearchSql {
  private static final double MAX_LOCAL_SQUARE_DEGREES = 25;

  /**
   * With a plan that is kept, the area is read again for each scene; one of many points is slow.
   */
  private static final int MAX_LOCAL_POINTS = 100;

  private final FootprintColumn footprints;

  SearchSql(FootprintColumn footprints) {
    this.footprints = footprints;
  }

  /** Writes what finds a page, and one scene more, which tells that there is another page. */
  String page(SceneQuery query, SqlParameters values) {
    List<String> conditions = conditions(query, values);
    query.after().ifPresent(c -> conditions.add(OrderSql.afterCursor(query.order(), c, values)));
    String sql =
        select(SceneRowMapper.columns(footprints), conditions)
            + " order by "
            + OrderSql.orderBy(query.order());
    return isExact(query) ? sql + " limit " + values.add(maxRows(query)) : sql;
  }

  /** Writes what finds the scenes of all pages, in any order. */
  String all(SceneQuery query, SqlParameters values) {
    return select(SceneRowMapper.columns(footprints), conditions(query, values));
  }

  /** Writes what counts the scenes of all pages, up to a bound. */
  String count(SceneQuery query, int bound, SqlParameters values) {
    return "select count(*) from ("
        + select("", conditions(query, values))
        + " limit "
        + bound
        + ") matched";
  }

  private static String select(String columns, List<String> conditions) {
    return "select %s from scenes where %s".formatted(columns, String.join(" and ", conditions));
  }

  private List<String> conditions(SceneQuery query, SqlParameters values) {
    var where = new FilterSql(footprints, values);
    List<String> conditions = new ArrayList<>(List.of("withdrawn is null"));
    if (query.area().isPresent()) {
      conditions.add(footprints.intersectsSql(query.area().get(), values));
      footprints
          .acquiredWithinSql(FilterSql.acquisitionRange(query.filter()), values)
          .ifPresent(conditions::add);
    }
    if (!query.filter().equals(SceneFilter.ALL)) {
      conditions.add(where.where(query.filter()));
    }
    return conditions;
  }

  /** Whether the database decides alone which scenes are found. */
  boolean isExact(SceneQuery query) {
    return (query.area().isEmpty() || footprints.isExact())
        && FilterSql.isExact(query.filter(), footprints);
  }

  /** Tells whether so small and plain an area is searched that its index is the best way. */
  static boolean isLocal(SceneQuery query) {
    return query
        .area()
        .filter(area -> area.getNumGeometries() == 1)
        .filter(area -> area.getNumPoints() <= MAX_LOCAL_POINTS)
        .filter(area -> area.getEnvelopeInternal().getArea() <= MAX_LOCAL_SQUARE_DEGREES)
        .isPresent();
  }

  static int maxRows(SceneQuery query) {
    return Math.addExact(query.limit(), 1);
  }
}
