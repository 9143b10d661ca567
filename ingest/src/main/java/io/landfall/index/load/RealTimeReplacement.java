package io.landfall.index.load;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Finds real-time products whose acquisition has been processed for good since: same satellite,
 * path, row and collection, acquired within a minute.
 */
final class RealTimeReplacement {
  /** What the id of a product says of its acquisition and collection: one key to join by. */
  private static final String ACQUISITION_KEY_SQL =
      "substr(%1$s.id, 3, 2) || substr(%1$s.id, 11, 15) || substr(%1$s.id, 36, 2)";

  private static final String PAIRS_SQL =
      """
      select distinct on (r.id) r.id as worse, t.id as better
      from %1$s r join %1$s t on %2$s = %3$s
        and t.wrs_path = r.wrs_path and t.wrs_row = r.wrs_row
        and t.acquired between r.acquired - interval '1 minute' and r.acquired + interval '1 minute'
      where r.category = 'RT' and r.withdrawn is null
        and t.category in ('T1', 'T2') and t.withdrawn is null %4$s
      order by r.id, t.category, t.id desc
      """;

  private static final String WITHDRAW_SQL =
      """
      update %s r set withdrawn = now(), changed = now(), replaced_by = pairs.better
      from %s pairs where r.id = pairs.worse
      """;

  private static final String PAIRS_TABLE = "scenes_renamed";

  private RealTimeReplacement() {}

  /**
   * Marks them in the staging table, in one transaction: another may have another session, without
   * the temporary table. They are looked for first, which the building of an index does not hinder.
   */
  static void withdrawStaged(Connection connection) throws SQLException {
    StagingMerge.executeUpdate(
        connection,
        "create temp table %s on commit drop as %s"
            .formatted(PAIRS_TABLE, pairsSql(StagingTables.STAGING_TABLE, "")));
    if (StagingMerge.queryNumber(connection, "select count(*) from " + PAIRS_TABLE) > 0) {
      StagingMerge.executeUpdate(connection, "analyze " + PAIRS_TABLE);
      StagingMerge.executeUpdate(
          connection, WITHDRAW_SQL.formatted(StagingTables.STAGING_TABLE, PAIRS_TABLE));
    }
  }

  /** The SQL that marks them in the index, where one of the two was staged. */
  static String withdrawIndexedSql() {
    String staged =
        "and exists (select from scenes_staged e where %s = %s)"
            .formatted(acquisitionKey("e"), acquisitionKey("r"));
    return WITHDRAW_SQL.formatted("scenes", "(" + pairsSql("scenes", staged) + ")");
  }

  private static String pairsSql(String table, String condition) {
    return PAIRS_SQL.formatted(table, acquisitionKey("t"), acquisitionKey("r"), condition);
  }

  private static String acquisitionKey(String alias) {
    return ACQUISITION_KEY_SQL.formatted(alias);
  }
}
