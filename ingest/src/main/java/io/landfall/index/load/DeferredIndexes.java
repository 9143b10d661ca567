package io.landfall.index.load;

import io.landfall.sql.ConfiguredConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Indexes that a first load puts off until its scenes can be found: those without which searches
 * answer, if slowly. Their definitions wait in a table, so that a load that is cut off leaves them
 * to the next one.
 */
final class DeferredIndexes {
  private static final String TABLE = "scene_indexes";

  private final LoadConnections connections;
  private final ConfiguredConnection transaction;

  DeferredIndexes(LoadConnections connections) {
    this.connections = connections;
    transaction = connections.first();
  }

  /** Notes which indexes are to be built; in the transaction of the caller. */
  void defer(Map<String, String> definitions) throws SQLException {
    try (PreparedStatement insert =
        transaction
            .jdbc()
            .prepareStatement(
                "insert into %s values (?, ?) on conflict do nothing".formatted(TABLE))) {
      for (Map.Entry<String, String> index : definitions.entrySet()) {
        insert.setString(1, index.getKey());
        insert.setString(2, index.getValue());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Builds what waits, on two connections at once. */
  void build() throws SQLException {
    Queue<String> names = waiting();
    if (names.isEmpty()) {
      return;
    }
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> buildOnOther(names), task -> new Thread(task, "ingest-indexes").start());
    try {
      build(transaction, names);
    } finally {
      InitialLoad.awaitBuild(other);
    }
    StagingMerge.executeUpdate(
        transaction.jdbc(), "analyze scenes"); // of the indexes' expressions too
    transaction.commit();
  }

  private Queue<String> waiting() throws SQLException {
    Queue<String> names = new ConcurrentLinkedQueue<>();
    try (Statement statement = transaction.jdbc().createStatement();
        ResultSet row = statement.executeQuery("select name from " + TABLE)) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    transaction.commit();
    return names;
  }

  private void buildOnOther(Queue<String> names) {
    try (ConfiguredConnection second = connections.openAnother()) {
      build(second, names);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private static void build(ConfiguredConnection transaction, Queue<String> names)
      throws SQLException {
    Connection connection = transaction.jdbc();
    for (String name = names.poll(); name != null; name = names.poll()) {
      IndexBuild.run(connection, definition(connection, name));
      try (PreparedStatement delete =
          connection.prepareStatement("delete from %s where name = ?".formatted(TABLE))) {
        delete.setString(1, name);
        delete.executeUpdate();
      }
      transaction.commit();
    }
  }

  private static String definition(Connection connection, String name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select definition from %s where name = ?".formatted(TABLE))) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getString(1).replaceFirst("INDEX ", "INDEX IF NOT EXISTS ");
      }
    }
  }
}
