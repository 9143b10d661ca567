package io.landfall.index;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Finds real-time products whose acquisition has been processed for good since: same satellite,
 * path, row and collection, acquired within a minute.
 */
final class Renamed {
  /** What the id of a product says of its acquisition and collection: one key to join by. */
  private static final String ACQUISITION =
      "substr(%1$s.id, 3, 2) || substr(%1$s.id, 11, 15) || substr(%1$s.id, 36, 2)";

  private static final String PAIRS =
      """
      select distinct on (r.id) r.id as worse, t.id as better
      from %1$s r join %1$s t on %2$s = %3$s
        and t.wrs_path = r.wrs_path and t.wrs_row = r.wrs_row
        and t.acquired between r.acquired - interval '1 minute' and r.acquired + interval '1 minute'
      where r.category = 'RT' and r.withdrawn is null
        and t.category in ('T1', 'T2') and t.withdrawn is null %4$s
      order by r.id, t.category, t.id desc
      """;

  private static final String MARK =
      """
      update %s r set withdrawn = now(), changed = now(), replaced_by = pairs.better
      from %s pairs where r.id = pairs.worse
      """;

  private static final String FOUND = "scenes_renamed";

  private Renamed() {}

  /**
   * Marks them in the staging table. They are looked for first, which the building of an index does
   * not hinder.
   */
  static void markStaged(Connection connection) throws SQLException {
    SceneMerge.update(
        connection, "create temp table %s as %s".formatted(FOUND, pairs(LoadTables.STAGED, "")));
    connection.commit();
    if (SceneMerge.number(connection, "select count(*) from " + FOUND) > 0) {
      SceneMerge.update(connection, "analyze " + FOUND);
      SceneMerge.update(connection, MARK.formatted(LoadTables.STAGED, FOUND));
    }
    SceneMerge.update(connection, "drop table " + FOUND);
    connection.commit();
  }

  /** The SQL that marks them in the index, where one of the two was staged. */
  static String inIndex() {
    String staged =
        "and exists (select from scenes_staged e where %s = %s)".formatted(key("e"), key("r"));
    return MARK.formatted("scenes", "(" + pairs("scenes", staged) + ")");
  }

  private static String pairs(String table, String condition) {
    return PAIRS.formatted(table, key("t"), key("r"), condition);
  }

  private static String key(String alias) {
    return ACQUISITION.formatted(alias);
  }
}
