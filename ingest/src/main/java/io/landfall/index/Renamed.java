package io.landfall.index;

/**
 * Finds real-time products whose acquisition has been processed for good since: same satellite,
 * path, row and collection, acquired within a minute.
 */
final class Renamed {
  private static final String MARK =
      """
      update %1$s r set withdrawn = now(), changed = now(), replaced_by = better.id
      from (
        select distinct on (r.id) r.id as old, t.id
        from %1$s r join %1$s t on t.wrs_path = r.wrs_path and t.wrs_row = r.wrs_row
          and t.collection = r.collection and substr(t.id, 3, 2) = substr(r.id, 3, 2)
          and t.acquired between r.acquired - interval '1 minute' and r.acquired + interval '1 minute'
        where r.category = 'RT' and r.withdrawn is null
          and t.category in ('T1', 'T2') and t.withdrawn is null %2$s
        order by r.id, t.category, t.id desc) better
      where r.id = better.old
      """;

  private Renamed() {}

  /** The SQL that marks them in the staging table. */
  static String inStaging() {
    return MARK.formatted(LoadTables.STAGED, "");
  }

  /** The SQL that marks them in the index, where one of the two was staged. */
  static String inIndex() {
    return MARK.formatted(
        "scenes",
        "and exists (select from scenes_staged e where e.wrs_path = r.wrs_path"
            + " and e.wrs_row = r.wrs_row and e.collection = r.collection"
            + " and e.acquired between r.acquired - interval '1 minute'"
            + " and r.acquired + interval '1 minute')");
  }
}
