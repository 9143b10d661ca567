package io.landfall.index.load;

import io.landfall.index.load.SceneLoad.MergeCounts;
import io.landfall.index.load.SceneLoad.OtherList;
import io.landfall.sql.ConfiguredConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings the index to what was staged. */
final class StagingMerge {
  private static final Set<String> IGNORED_COLUMNS =
      Set.of("id", "digest", "list", "footprint_from");

  /** Byte by byte: PostGIS's own equality of geometries asks for less. */
  private static final List<String> FOOTPRINT_COLUMNS =
      List.of("footprint_from", "footprint::bytea");

  /** Of several rows with one id the one staged last stays: chunks have times, rows places. */
  private static final String DELETE_REPEATED_SQL =
      """
      delete from scenes_staged where ctid = any (array(
        select place from (
          select ctid as place,
            row_number() over (partition by id order by indexed desc, ctid desc) as n
          from scenes_staged) numbered
        where n > 1))
      """;

  private final StagingTables tables;
  private final ConfiguredConnection transaction;
  private final Connection connection;
  private final boolean hasRepeatedIds;
  private final long staged;
  private final StagedAcquisitions acquisitions;
  private List<OtherList> otherLists = List.of();

  /**
   * @param staged how many rows are staged, where each has an id of its own
   */
  StagingMerge(
      StagingTables tables, boolean hasRepeatedIds, long staged, StagedAcquisitions acquisitions) {
    this.tables = tables;
    transaction = tables.connections().first();
    connection = transaction.jdbc();
    this.hasRepeatedIds = hasRepeatedIds;
    this.staged = staged;
    this.acquisitions = acquisitions;
  }

  /**
   * Merges.
   *
   * @param keptIds of scenes that are not in the staging, and are not missing either
   */
  MergeCounts run(
      boolean isComplete, Set<String> keptIds, HashFlagMap indexedDigests, Runnable onSearchable)
      throws SQLException {
    if (hasRepeatedIds) {
      executeUpdate(connection, DELETE_REPEATED_SQL);
      transaction.commit();
    }
    boolean empty =
        queryNumber(connection, "select count(*) from (select from scenes limit 1) s") == 0;
    MergeCounts merged =
        empty ? initialLoad(isComplete) : mergeInPlace(isComplete, keptIds, indexedDigests);
    if (!empty && touches(merged)) {
      executeUpdate(connection, "analyze scenes");
    }
    transaction.commit();
    if (empty) {
      onSearchable.run();
    }
    tables.deferredIndexes().build();
    return merged;
  }

  private static boolean touches(MergeCounts merged) {
    return merged.added() + merged.changed() + merged.withdrawn() + merged.replaced() > 0;
  }

  private MergeCounts initialLoad(boolean isComplete) throws SQLException {
    if (isComplete) {
      tables.markSettled();
    }
    long rows = hasRepeatedIds ? countStaged() : staged;
    return new InitialLoad(tables, acquisitions).swapTables(rows);
  }

  /** Returns lists of the same file name that this one was not taken for. */
  List<OtherList> otherLists() {
    return otherLists;
  }

  private MergeCounts mergeInPlace(
      boolean isComplete, Set<String> keptIds, HashFlagMap indexedDigests) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("analyze " + StagingTables.STAGING_TABLE);
    }
    long rows = countStaged();
    var missing = new MissingScenes(connection);
    if (isComplete) {
      missing.find(keptIds, indexedDigests);
      otherLists = new Namesakes(tables, connection).settle(missing);
    }
    long changed = executeUpdate(connection, changeSql());
    long added = executeUpdate(connection, addSql());
    if (added > 0) {
      executeUpdate(
          connection, "analyze scenes"); // else the plan below is for what there was before
    }
    long withdrawn = missing.withdraw();
    long replaced = rows + withdrawn == 0 ? 0 : SupersededScenes.replaceIndexed(connection);
    tables.dropStaging();
    tables.connections().commitDurably();
    long unchanged = indexedDigests.count(PostgresSceneLoad.UNCHANGED) + rows - added - changed;
    return new MergeCounts(added, changed, unchanged, withdrawn, replaced);
  }

  private long countStaged() throws SQLException {
    return queryNumber(connection, "select count(*) from " + StagingTables.STAGING_TABLE);
  }

  /** Touches only rows that differ; a footprint found in a worse way does not replace a better. */
  private String changeSql() {
    List<String> footprint = List.of(tables.footprintColumns());
    List<String> plain =
        Stream.of(tables.listColumns().split(", "))
            .filter(c -> !IGNORED_COLUMNS.contains(c) && !footprint.contains(c))
            .toList();
    String better = "e.footprint_from >= s.footprint_from";
    String owner = "(s.list = e.list or s.withdrawn is not null)";
    String differs =
        String.format(
            Locale.ROOT,
            "(s.withdrawn is not null or (%s) is distinct from (%s) or %s and (%s) is distinct from"
                + " (%s))",
            prefixed("s.", plain),
            plain.stream().map(StagingMerge::listedValue).collect(Collectors.joining(", ")),
            better,
            prefixed("s.", FOOTPRINT_COLUMNS),
            prefixed("e.", FOOTPRINT_COLUMNS));
    Stream<String> sets =
        Stream.of(
                plain.stream().map(c -> c + " = " + listedValue(c)),
                footprint.stream().map(c -> conditionalAssignment(c, better)),
                Stream.of(conditionalAssignment("footprint_from", better)),
                Stream.of(
                    conditionalAssignment("digest", owner), conditionalAssignment("list", owner)),
                Stream.of(
                    String.format(
                        Locale.ROOT,
                        "changed = case when %s then now() else s.changed end",
                        differs)))
            .flatMap(s -> s);
    return String.format(
        Locale.ROOT,
        """
        update scenes s set %s, withdrawn = null, replaced_by = null from scenes_staged e
        where s.id = e.id and (%s or %s and s.digest <> e.digest)
        """,
        sets.collect(Collectors.joining(", ")),
        differs,
        owner);
  }

  /** What the scene's own metadata said of the sun stays where the list is silent. */
  private static String listedValue(String column) {
    return column.startsWith("sun_")
        ? String.format(Locale.ROOT, "coalesce(e.%1$s, s.%1$s)", column)
        : "e." + column;
  }

  private static String conditionalAssignment(String column, String condition) {
    return String.format(
        Locale.ROOT, "%1$s = case when %2$s then e.%1$s else s.%1$s end", column, condition);
  }

  private static String prefixed(String prefix, List<String> names) {
    return names.stream().map(n -> prefix + n).collect(Collectors.joining(", "));
  }

  private String addSql() {
    return String.format(
        Locale.ROOT,
        "insert into scenes (%1$s) select %1$s from scenes_staged e where not exists (select from"
            + " scenes s where s.id = e.id)",
        tables.listColumns());
  }

  static long executeUpdate(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql);
    }
  }

  static long queryNumber(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
