package io.landfall.index.load;

import io.landfall.index.load.SceneLoad.MergeCounts;
import io.landfall.sql.ConfiguredConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The first load: the staging table becomes the index. The indexes that searches by place, time and
 * id need are built before, on two connections at once, as the empty table has them; the others
 * {@link DeferredIndexes wait}.
 */
final class InitialLoad {
  private static final String STAGED_SUFFIX = "_staged";
  private static final Set<String> BUILT_BEFORE =
      Set.of("scenes_pkey", "scenes_acquired", "scenes_place");

  private final StagingTables tables;
  private final StagedAcquisitions acquisitions;
  private final ConfiguredConnection transaction;
  private final Connection connection;

  InitialLoad(StagingTables tables, StagedAcquisitions acquisitions) {
    this.tables = tables;
    this.acquisitions = acquisitions;
    transaction = tables.connections().first();
    connection = transaction.jdbc();
  }

  /**
   * Makes the staging table the index.
   *
   * @param rows that it has
   */
  MergeCounts swapTables(long rows) throws SQLException {
    Map<String, String> deferred = indexSql();
    Map<String, String> indexes = new LinkedHashMap<>(deferred);
    deferred.keySet().removeAll(BUILT_BEFORE);
    indexes.keySet().removeAll(deferred.keySet());
    indexes.replaceAll(InitialLoad::stagedSql);
    CompletableFuture<Long> other =
        CompletableFuture.supplyAsync(
            () -> buildOtherIndexes(indexes), task -> new Thread(task, "ingest-indexes").start());
    long replaced;
    try {
      buildIndexes(transaction, indexes, true);
    } finally {
      replaced = awaitBuild(other);
    }
    analyzeRoughly();
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop table scenes");
      statement.execute("alter table scenes_staged rename to scenes");
      statement.execute("alter table scenes reset (autovacuum_enabled)");
      for (String name : indexes.keySet()) {
        statement.execute("alter index %s%s rename to %s".formatted(name, STAGED_SUFFIX, name));
      }
      statement.execute("alter table scenes add primary key using index scenes_pkey");
    }
    tables.dropStaging();
    tables.deferredIndexes().defer(deferred);
    tables.connections().commitDurably();
    return new MergeCounts(rows, 0, 0, 0, replaced);
  }

  /**
   * Looks at a tenth of the rows that are looked at otherwise, which is enough to know which index
   * to take: nothing else goes on meanwhile. {@link DeferredIndexes} look at all of them.
   */
  private void analyzeRoughly() throws SQLException {
    StagingMerge.executeUpdate(connection, "set local default_statistics_target = 10");
    StagingMerge.executeUpdate(
        connection, "analyze " + StagingTables.STAGING_TABLE); // of the indexes' columns too
    StagingMerge.executeUpdate(connection, "set local default_statistics_target to default");
  }

  static <T> T awaitBuild(CompletableFuture<T> other) throws SQLException {
    try {
      return other.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException sql) {
        throw sql;
      }
      throw e;
    }
  }

  /**
   * The index of places takes the longest; all others, and the rest, meanwhile.
   *
   * @return how many products others replace
   */
  private long buildOtherIndexes(Map<String, String> indexes) {
    try (ConfiguredConnection second = tables.connections().openAnother()) {
      buildIndexes(second, indexes, false);
      if (acquisitions.isEmpty()) {
        return 0;
      }
      // nothing is known of the table yet, and rows compared one by one would take for ever
      StagingMerge.executeUpdate(second.jdbc(), "set local enable_nestloop = off");
      StagingMerge.executeUpdate(second.jdbc(), "set local enable_mergejoin = off");
      StagingMerge.executeUpdate(second.jdbc(), "set local work_mem = '64MB'");
      long replaced = SupersededScenes.replaceStaged(second.jdbc(), acquisitions);
      second.commit();
      return replaced;
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private static void buildIndexes(
      ConfiguredConnection transaction, Map<String, String> indexes, boolean spatialOnly)
      throws SQLException {
    List<String> names = new ArrayList<>(indexes.keySet());
    names.removeIf(name -> IndexBuild.isSpatial(indexes.get(name)) != spatialOnly);
    for (String name : names) {
      // workers would take the processor from the index of places, which can have none
      StagingMerge.executeUpdate(
          transaction.jdbc(), "set local max_parallel_maintenance_workers = 0");
      IndexBuild.run(transaction.jdbc(), indexes.get(name));
      transaction.commit();
    }
  }

  /** Returns the SQL of the table's indexes by their names. */
  private Map<String, String> indexSql() throws SQLException {
    Map<String, String> indexes = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select c.relname, pg_get_indexdef(c.oid) from pg_index i"
                    + " join pg_class c on c.oid = i.indexrelid"
                    + " where i.indrelid = 'scenes'::regclass order by i.indisprimary desc")) {
      while (row.next()) {
        indexes.put(row.getString(1), row.getString(2));
      }
    }
    transaction.commit();
    return indexes;
  }

  /** Turns the SQL of an index into that of the same one of the staging table. */
  private static String stagedSql(String name, String sql) {
    return sql.replaceFirst(
            "INDEX " + name + " ", "INDEX IF NOT EXISTS " + name + STAGED_SUFFIX + " ")
        .replaceFirst("(ON \\S*)\\bscenes ", "$1" + StagingTables.STAGING_TABLE + " ");
  }
}
