package io.landfall.index.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Of the products of one acquisition the index shows the newest, and marks the others replaced by
 * it.
 *
 * <p>They are of one family: the same sensor and satellite (MSS and TM of Landsat 5 looked at the
 * same time), path, row, day (within a minute), collection and level (L1 or L2). A product of real
 * time (RT) gives way to any other; then the one processed last counts, then the better correction
 * (L1TP, L1GT, L1GS) and tier. Of scenes older than collections, which have entity ids, the highest
 * version of a ground station counts.
 */
final class SupersededScenes {
  /** What an id says of its acquisition and family, beside path, row and collection. */
  private static final String ACQUISITION_SQL =
      """
      case when length(id) = 40 and category in ('RT', 'T1', 'T2')
          then substr(id, 2, 3) || substr(id, 6, 2) || substr(id, 18, 8)
        when length(id) = 21 and collection = 0
          then substr(id, 1, 3) || substr(id, 10, 10)
      end\
      """;

  private static final String NEWEST_FIRST_SQL =
      """
      coalesce(category, '') = 'RT',
        case when length(id) = 40 then substr(id, 27, 8) else substr(id, 20, 2) end desc,
        substr(id, 6, 4) desc, category, id desc\
      """;

  /** Makes a table of products that are marked in another way than they must be. */
  private static final String RANK_SQL =
      """
      create temp table scenes_ranked on commit drop as
      select id, withdrawn, newest from (
        select id, withdrawn, replaced_by, case
            when newest <> id and acquired between newest_acquired - interval '1 minute'
              and newest_acquired + interval '1 minute' then newest end as newest
        from (
          select id, acquired, withdrawn, replaced_by, first_value(id) over family as newest,
            first_value(acquired) over family as newest_acquired
          from (%s) product
          window family as (
            partition by wrs_path, wrs_row, collection, acquisition order by %s)) ranked) marked
      where newest is distinct from replaced_by
      """;

  /** Products of acquisitions of which there are several. */
  private static final String STAGED_SQL =
      """
      select *, %1$s as acquisition from scenes_staged
      where (wrs_path, wrs_row, collection, %1$s) in (%2$s)
      """;

  private static final String REPEATED_SQL =
      """
      select wrs_path, wrs_row, collection, %1$s from scenes_staged
      group by 1, 2, 3, 4 having count(*) > 1
      """;

  private static final String TOUCHED_SQL =
      """
      create temp table scenes_touched on commit drop as
      select wrs_path, wrs_row, collection, %1$s as acquisition, min(acquired) as acquired
      from (
        select wrs_path, wrs_row, collection, id, category, acquired from scenes_staged
        union all
        select wrs_path, wrs_row, collection, id, category, acquired
        from scenes join scenes_missing using (id)) product
      where %1$s is not null
      group by 1, 2, 3, 4
      """;

  /** A day more at both ends: clocks of lists differ, and there is an index by time. */
  private static final String INDEXED_SQL =
      """
      select s.* from (
        select *, %1$s as acquisition from scenes
        where (withdrawn is null or replaced_by is not null and list <> %4$d)
          and acquired between to_timestamp(%2$d) and to_timestamp(%3$d)
          and not exists (select from scenes_missing m where m.id = scenes.id)) s
      join scenes_touched using (wrs_path, wrs_row, collection, acquisition)
      """;

  private static final long MANY_ACQUISITIONS = 1_000;
  private static final long DAY_SECONDS = 86_400;

  private SupersededScenes() {}

  /**
   * Marks them in the staging table, in one transaction: another may have another session, without
   * the temporary table. They are looked for first, which the building of an index does not hinder.
   *
   * @return how many were marked
   */
  static long replaceStaged(Connection connection, StagedAcquisitions acquisitions)
      throws SQLException {
    String repeated = format(REPEATED_SQL, ACQUISITION_SQL);
    if (acquisitions.isKnown()) {
      acquisitions.write(connection);
      repeated = "select * from " + StagedAcquisitions.TABLE;
    }
    rank(connection, format(STAGED_SQL, ACQUISITION_SQL, repeated));
    return replace(connection, StagingTables.STAGING_TABLE);
  }

  /**
   * Marks them in the index, where a scene of the acquisition was staged or is missing; what is the
   * newest now comes back.
   *
   * @return how many were marked
   */
  static long replaceIndexed(Connection connection) throws SQLException {
    StagingMerge.executeUpdate(connection, format(TOUCHED_SQL, ACQUISITION_SQL));
    StagingMerge.executeUpdate(connection, "analyze scenes_touched");
    long touched = StagingMerge.queryNumber(connection, "select count(*) from scenes_touched");
    if (touched == 0) {
      return 0;
    }
    // of expressions nothing is known, and rows compared one by one would take for ever
    String loops = touched > MANY_ACQUISITIONS ? "off" : "on";
    StagingMerge.executeUpdate(connection, "set local enable_nestloop = " + loops);
    long earliest = epochSeconds(connection, "min");
    long latest = epochSeconds(connection, "max");
    rank(
        connection,
        format(
            INDEXED_SQL,
            ACQUISITION_SQL,
            earliest - DAY_SECONDS,
            latest + DAY_SECONDS,
            MissingScenes.NO_LIST));
    StagingMerge.executeUpdate(connection, "set local enable_nestloop = on");
    return replace(connection, "scenes");
  }

  private static long epochSeconds(Connection connection, String aggregate) throws SQLException {
    return StagingMerge.queryNumber(
        connection,
        format("select extract(epoch from %s(acquired))::bigint from scenes_touched", aggregate));
  }

  private static void rank(Connection connection, String productsSql) throws SQLException {
    StagingMerge.executeUpdate(connection, format(RANK_SQL, productsSql, NEWEST_FIRST_SQL));
    StagingMerge.executeUpdate(connection, "analyze scenes_ranked");
  }

  private static long replace(Connection connection, String table) throws SQLException {
    long replaced =
        StagingMerge.queryNumber(
            connection,
            "select count(*) from scenes_ranked where newest is not null and withdrawn is null");
    if (StagingMerge.queryNumber(connection, "select count(*) from scenes_ranked") > 0) {
      StagingMerge.executeUpdate(
          connection,
          format(
              """
              update %s s set changed = now(), replaced_by = ranked.newest,
                withdrawn = case when ranked.newest is not null then coalesce(s.withdrawn, now()) end
              from scenes_ranked ranked where s.id = ranked.id
              """,
              table));
    }
    return replaced;
  }

  private static String format(String sql, Object... values) {
    return String.format(Locale.ROOT, sql, values);
  }
}
