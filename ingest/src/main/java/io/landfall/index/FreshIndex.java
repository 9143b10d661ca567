package io.landfall.index;

import io.landfall.index.SceneLoad.Merged;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The first load: the staging table becomes the index. Its own indexes are built on two connections
 * at once, as the empty table has them.
 */
final class FreshIndex {
  private static final String SUFFIX = "_staged";
  private final LoadTables tables;
  private final Connection connection;

  FreshIndex(LoadTables tables, Connection connection) {
    this.tables = tables;
    this.connection = connection;
  }

  Merged swapIn() throws SQLException {
    Map<String, String> indexes = indexes();
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() -> besides(indexes), task -> new Thread(task).start());
    try {
      build(connection, indexes, true);
    } finally {
      await(other);
    }
    SceneMerge.update(connection, "analyze " + LoadTables.STAGED); // of the indexes' columns too
    Merged merged = counted();
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop table scenes");
      statement.execute("alter table scenes_staged rename to scenes");
      statement.execute("alter table scenes reset (autovacuum_enabled)");
      for (String name : indexes.keySet()) {
        statement.execute("alter index %s%s rename to %s".formatted(name, SUFFIX, name));
      }
      statement.execute("alter table scenes add primary key using index scenes_pkey");
    }
    tables.drop();
    connection.commit();
    return merged;
  }

  private Merged counted() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select count(*), count(replaced_by) from scenes_staged")) {
      row.next();
      return new Merged(row.getLong(1), 0, 0, 0, row.getLong(2));
    }
  }

  private static void await(CompletableFuture<Void> other) throws SQLException {
    try {
      other.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException sql) {
        throw sql;
      }
      throw e;
    }
  }

  /** The index of places takes the longest; all others, and the rest, meanwhile. */
  private void besides(Map<String, String> indexes) {
    Connection second = null;
    try {
      second = DatabaseLoads.prepared(tables.dataSource().getConnection());
      build(second, indexes, false);
      // nothing is known of the table yet, and rows compared one by one would take for ever
      SceneMerge.update(second, "set local enable_nestloop = off");
      SceneMerge.update(second, "set local enable_mergejoin = off");
      SceneMerge.update(second, "set local work_mem = '64MB'");
      Renamed.markStaged(second);
    } catch (SQLException e) {
      throw new CompletionException(e);
    } finally {
      DatabaseLoads.close(second);
    }
  }

  private static void build(Connection connection, Map<String, String> indexes, boolean places)
      throws SQLException {
    List<String> names = new ArrayList<>(indexes.keySet());
    names.removeIf(name -> indexes.get(name).contains("USING gist") != places);
    for (String name : names) {
      SceneMerge.update(connection, indexes.get(name));
      connection.commit();
    }
  }

  /** Returns the SQL of the indexes by their names, for the staging table. */
  private Map<String, String> indexes() throws SQLException {
    Map<String, String> indexes = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select c.relname, pg_get_indexdef(c.oid) from pg_index i"
                    + " join pg_class c on c.oid = i.indexrelid"
                    + " where i.indrelid = 'scenes'::regclass order by i.indisprimary desc")) {
      while (row.next()) {
        String name = row.getString(1);
        indexes.put(
            name,
            row.getString(2)
                .replaceFirst("INDEX " + name + " ", "INDEX IF NOT EXISTS " + name + SUFFIX + " ")
                .replaceFirst("(ON \\S*)\\bscenes ", "$1" + LoadTables.STAGED + " "));
      }
    }
    connection.commit();
    return indexes;
  }
}
