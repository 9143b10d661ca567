package io.landfall.index.load;

import io.landfall.index.postgres.CopyRow;
import io.landfall.index.postgres.CopyWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/**
 * Scenes of the index that their list named before and does not name now, in a table of their own
 * until the transaction ends: {@code scenes_missing}, with the numbers of their lists.
 */
final class MissingScenes {
  /** Where the number of a list stands: of a replaced product that its list has dropped. */
  static final short NO_LIST = 0;

  private static final String UNNAMED_TABLE = "scenes_unnamed";
  private static final String KEPT_TABLE = "scenes_kept";

  private final Connection connection;

  /** Makes the table; it is empty. */
  MissingScenes(Connection connection) throws SQLException {
    this.connection = connection;
    StagingMerge.executeUpdate(
        connection,
        "create temp table scenes_missing (id text collate \"C\", list smallint) on commit drop");
  }

  /**
   * Fills it.
   *
   * @param keptIds of scenes that are not in the staging, and are not missing either
   */
  void find(Set<String> keptIds, HashFlagMap indexedDigests) throws SQLException {
    if (copyUnnamed(indexedDigests) == 0) {
      StagingMerge.executeUpdate(connection, "analyze scenes_missing");
      return;
    }
    copyKeptIds(keptIds);
    StagingMerge.executeUpdate(connection, "analyze " + UNNAMED_TABLE + ", " + KEPT_TABLE);
    StagingMerge.executeUpdate(
        connection,
        String.format(
            Locale.ROOT,
            """
            insert into scenes_missing
            select s.id, s.list from scenes s join %1$s u on s.digest = u.digest
            where (s.withdrawn is null or s.replaced_by is not null)
              and not exists (select from scenes_staged e where e.id = s.id)
              and not exists (select from %2$s k where k.id = s.id)
              and not exists (select from %2$s k where k.id = s.entity_id)
            """,
            UNNAMED_TABLE,
            KEPT_TABLE));
    StagingMerge.executeUpdate(connection, "analyze scenes_missing");
  }

  private long copyUnnamed(HashFlagMap indexedDigests) throws SQLException {
    long[] unnamed = {0};
    StagingMerge.executeUpdate(
        connection, "create temp table " + UNNAMED_TABLE + " (digest uuid) on commit drop");
    try (CopyWriter copy = CopyWriter.open(connection, UNNAMED_TABLE)) {
      var row = new CopyRow();
      HashFlagMap.HashConsumer<SQLException> write =
          (first, second) -> {
            unnamed[0]++;
            row.beginRow(1);
            row.putUuid(first, second);
            copy.write(row.array(), row.length());
          };
      for (int owner : PostgresSceneLoad.OWNERS) {
        indexedDigests.forEachMatching(owner | PostgresSceneLoad.UNCHANGED, owner, write);
      }
      copy.finish();
    }
    return unnamed[0];
  }

  private void copyKeptIds(Set<String> ids) throws SQLException {
    StagingMerge.executeUpdate(
        connection, "create temp table " + KEPT_TABLE + " (id text) on commit drop");
    try (CopyWriter copy = CopyWriter.open(connection, KEPT_TABLE)) {
      var row = new CopyRow();
      for (String id : ids) {
        row.beginRow(1);
        row.putText(id);
        copy.write(row.array(), row.length());
      }
      copy.finish();
    }
  }

  /** Forgets those of all lists but one. */
  void retainList(short listId) throws SQLException {
    StagingMerge.executeUpdate(
        connection,
        String.format(Locale.ROOT, "delete from scenes_missing where list <> %d", listId));
  }

  /**
   * Marks them withdrawn, and returns how many there were. Those that are replaced stay so, and do
   * not come back when the newer product goes.
   */
  long withdraw() throws SQLException {
    StagingMerge.executeUpdate(
        connection,
        String.format(
            Locale.ROOT,
            """
            update scenes s set list = %d from scenes_missing m
            where s.id = m.id and s.withdrawn is not null
            """,
            NO_LIST));
    return StagingMerge.executeUpdate(
        connection,
        """
        update scenes s set withdrawn = now(), changed = now() from scenes_missing m
        where s.id = m.id and s.withdrawn is null
        """);
  }
}
