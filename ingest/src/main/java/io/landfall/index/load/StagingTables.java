package io.landfall.index.load;

import io.landfall.index.postgres.CopyReader;
import io.landfall.index.postgres.CopyWriter;
import io.landfall.index.postgres.FootprintColumn;
import io.landfall.sql.ConfiguredConnection;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;

/** The tables that a load writes before the index itself. */
final class StagingTables {
  static final String STAGING_TABLE = "scenes_staged";
  private static final String UNCHANGED_TABLE = "scenes_seen";

  private final LoadConnections connections;
  private final ConfiguredConnection connection;
  private final FootprintColumn footprints;
  private SceneListName list;
  private short listId;
  private boolean settled;
  private List<Short> namesakes = List.of();

  StagingTables(LoadConnections connections, FootprintColumn footprints) {
    this.connections = connections;
    connection = connections.first();
    this.footprints = footprints;
  }

  /** Returns how many lines of this version are staged, after emptying the staging of any other. */
  long prepare(SceneListName name, String version) throws SQLException {
    list = name;
    findOrAddList();
    long lines = findStagedLines(list.name(), version);
    if (lines == 0) {
      dropStaging();
      execute(
          "create table %s (like scenes including defaults) with (autovacuum_enabled = false)"
              .formatted(STAGING_TABLE));
      execute("create table %s (digests bytea not null)".formatted(UNCHANGED_TABLE));
      try (PreparedStatement insert =
          connection.jdbc().prepareStatement("insert into scene_staging values (?, ?, 0)")) {
        insert.setString(1, list.name());
        insert.setString(2, version);
        insert.executeUpdate();
      }
    }
    connection.commit();
    return lines;
  }

  private void findOrAddList() throws SQLException {
    try (PreparedStatement insert =
        connection
            .jdbc()
            .prepareStatement(
                "insert into scene_lists (url, file_name, settled) select ?, ?, false"
                    + " where not exists (select from scene_lists where url = ?)")) {
      insert.setString(1, list.name());
      insert.setString(2, list.fileName());
      insert.setString(3, list.name());
      insert.executeUpdate();
    }
    try (PreparedStatement select =
        connection.jdbc().prepareStatement("select id, settled from scene_lists where url = ?")) {
      select.setString(1, list.name());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        listId = row.getShort(1);
        settled = row.getBoolean(2);
      }
    }
    if (!settled && !list.fileName().isEmpty()) {
      findNamesakes();
    }
  }

  private void findNamesakes() throws SQLException {
    List<Short> found = new ArrayList<>();
    try (PreparedStatement select =
        connection
            .jdbc()
            .prepareStatement(
                "select id from scene_lists where file_name = ? and id <> ? order by id")) {
      select.setString(1, list.fileName());
      select.setShort(2, listId);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(row.getShort(1));
        }
      }
    }
    namesakes = List.copyOf(found);
  }

  /** Returns lists that may be this one elsewhere. */
  List<Short> namesakes() {
    return namesakes;
  }

  /** Makes an earlier list and this one the same; the row of the first stays, with its scenes. */
  void adopt(short earlier) throws SQLException {
    boolean first = namesakes.contains(earlier) && !namesakes.contains(listId);
    short from = first ? listId : earlier;
    short to = first ? earlier : listId;
    for (String table : List.of(STAGING_TABLE, "scenes")) {
      execute(
          String.format(Locale.ROOT, "update %s set list = %d where list = %d", table, to, from));
    }
    execute(String.format(Locale.ROOT, "delete from scene_lists where id = %d", from));
    execute(
        String.format(
            Locale.ROOT, "update scenes_missing set list = %d where list = %d", to, from));
    try (PreparedStatement update =
        connection
            .jdbc()
            .prepareStatement("update scene_lists set url = ?, file_name = ? where id = ?")) {
      update.setString(1, list.name());
      update.setString(2, list.fileName());
      update.setShort(3, to);
      update.executeUpdate();
    }
    listId = to;
  }

  /** Notes that it is known which list this is. */
  void markSettled() throws SQLException {
    if (!settled) {
      execute(
          String.format(
              Locale.ROOT, "update scene_lists set settled = true where id = %d", listId));
    }
  }

  private long findStagedLines(String listUrl, String version) throws SQLException {
    try (PreparedStatement select =
        connection
            .jdbc()
            .prepareStatement(
                "select lines from scene_staging where list = ? and version = ? and version <> ''"
                    + " and to_regclass('%s') is not null".formatted(STAGING_TABLE))) {
      select.setString(1, listUrl);
      select.setString(2, version);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** Forgets all that is staged. */
  void dropStaging() throws SQLException {
    execute("drop table if exists %s, %s".formatted(STAGING_TABLE, UNCHANGED_TABLE));
    execute("delete from scene_staging");
  }

  /** Notes how far the list is read. */
  void saveCheckpoint(long lines, byte[] unchangedDigests) throws SQLException {
    if (unchangedDigests.length > 0) {
      try (PreparedStatement insert =
          connection
              .jdbc()
              .prepareStatement("insert into %s values (?)".formatted(UNCHANGED_TABLE))) {
        insert.setBytes(1, unchangedDigests);
        insert.executeUpdate();
      }
    }
    try (PreparedStatement update =
        connection.jdbc().prepareStatement("update scene_staging set lines = ?")) {
      update.setLong(1, lines);
      update.executeUpdate();
    }
  }

  SceneRowEncoder newEncoder() {
    return new SceneRowEncoder(footprints, listId);
  }

  /** Returns the number of the list. */
  short listId() {
    return listId;
  }

  /** Returns the connections that write them. */
  LoadConnections connections() {
    return connections;
  }

  /** Returns the indexes that are still to be built. */
  DeferredIndexes deferredIndexes() {
    return new DeferredIndexes(connections);
  }

  /** Returns what COPY writes into. */
  String copyTarget() {
    return "%s (%s)".formatted(STAGING_TABLE, SceneRowEncoder.columns(footprints));
  }

  /** Returns all columns of the table that a list fills. */
  String listColumns() {
    return SceneRowEncoder.columns(footprints);
  }

  /** Returns the columns of a footprint. */
  String[] footprintColumns() {
    return footprints.columns().split(", ");
  }

  /** Reads the digests of the scenes that would not change if they were named again. */
  HashFlagMap readIndexedDigests() throws SQLException {
    var indexedDigests = HashFlagMap.of128Bits();
    CopyWriter.copyOut(
        connection.jdbc(),
        """
        select digest, list from scenes s where withdrawn is null or replaced_by is not null
          and list <> %d and exists (select from scenes newest where newest.id = s.replaced_by
            and (newest.withdrawn is null or newest.replaced_by is not null))
        """
            .formatted(MissingScenes.NO_LIST),
        new CopyReader(
            row -> {
              row.getInt();
              long first = row.getLong();
              long second = row.getLong();
              row.getInt();
              indexedDigests.add(first, second, ownerFlag(row.getShort()));
            }));
    connection.commit();
    return indexedDigests;
  }

  private int ownerFlag(short owner) {
    if (owner == listId) {
      return PostgresSceneLoad.FROM_THIS_LIST;
    }
    return !namesakes.isEmpty() && namesakes.contains(owner) ? PostgresSceneLoad.FROM_NAMESAKE : 0;
  }

  /** Reads the hashes of the ids that are staged. */
  void readStagedIds(LongConsumer consumer) throws SQLException {
    CopyWriter.copyOut(
        connection.jdbc(),
        "select id from " + STAGING_TABLE,
        new CopyReader(
            row -> {
              byte[] id = new byte[row.getInt()];
              row.get(id);
              consumer.accept(SceneRowEncoder.idHash(id));
            }));
    connection.commit();
  }

  /** Reads the digests that were named before the load was cut off. */
  void readUnchangedDigests(HashFlagMap.HashConsumer<RuntimeException> consumer)
      throws SQLException {
    try (Statement statement = connection.jdbc().createStatement();
        ResultSet row = statement.executeQuery("select digests from " + UNCHANGED_TABLE)) {
      while (row.next()) {
        ByteBuffer digests = ByteBuffer.wrap(row.getBytes(1));
        while (digests.hasRemaining()) {
          consumer.accept(digests.getLong(), digests.getLong());
        }
      }
    }
    connection.commit();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.jdbc().createStatement()) {
      statement.execute(sql);
    }
  }
}
