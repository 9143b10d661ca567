package io.landfall.index;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/** The tables that a load writes before the index itself. */
final class LoadTables {
  static final String STAGED = "scenes_staged";
  private static final String SEEN = "scenes_seen";

  private final DataSource dataSource;
  private final Connection connection;
  private final FootprintColumn footprints;
  private short list;

  LoadTables(DataSource dataSource, Connection connection, FootprintColumn footprints) {
    this.dataSource = dataSource;
    this.connection = connection;
    this.footprints = footprints;
  }

  /** Returns how many lines of this version are staged, after emptying the staging of any other. */
  long open(String address, String version) throws SQLException {
    list = listNumber(address);
    long lines = staged(address, version);
    if (lines == 0) {
      drop();
      execute(
          "create table %s (like scenes including defaults) with (autovacuum_enabled = false)"
              .formatted(STAGED));
      execute("create table %s (digests bytea not null)".formatted(SEEN));
      try (PreparedStatement insert =
          connection.prepareStatement("insert into scene_staging values (?, ?, 0)")) {
        insert.setString(1, address);
        insert.setString(2, version);
        insert.executeUpdate();
      }
    }
    connection.commit();
    return lines;
  }

  private short listNumber(String address) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into scene_lists (address) select ? where not exists"
                + " (select from scene_lists where address = ?)")) {
      insert.setString(1, address);
      insert.setString(2, address);
      insert.executeUpdate();
    }
    try (PreparedStatement select =
        connection.prepareStatement("select id from scene_lists where address = ?")) {
      select.setString(1, address);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getShort(1);
      }
    }
  }

  private long staged(String address, String version) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select lines from scene_staging where list = ? and version = ? and version <> ''"
                + " and to_regclass('%s') is not null".formatted(STAGED))) {
      select.setString(1, address);
      select.setString(2, version);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** Forgets all that is staged. */
  void drop() throws SQLException {
    execute("drop table if exists %s, %s".formatted(STAGED, SEEN));
    execute("delete from scene_staging");
  }

  /** Notes how far the list is read. */
  void checkpoint(long lines, byte[] seen) throws SQLException {
    if (seen.length > 0) {
      try (PreparedStatement insert =
          connection.prepareStatement("insert into %s values (?)".formatted(SEEN))) {
        insert.setBytes(1, seen);
        insert.executeUpdate();
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement("update scene_staging set lines = ?")) {
      update.setLong(1, lines);
      update.executeUpdate();
    }
  }

  SceneEncoder encoder() {
    return new SceneEncoder(footprints, list);
  }

  /** Returns the number of the list. */
  short list() {
    return list;
  }

  /** Returns the pool, for a second connection. */
  DataSource dataSource() {
    return dataSource;
  }

  /** Returns what COPY writes into. */
  String target() {
    return "%s (%s)".formatted(STAGED, SceneEncoder.columns(footprints));
  }

  /** Returns all columns of the table that a list fills. */
  String listed() {
    return SceneEncoder.columns(footprints);
  }

  /** Returns the columns of a footprint. */
  String[] footprint() {
    return footprints.columns().split(", ");
  }

  /** Reads the digests of the scenes that would not change if they were named again. */
  LongMarks known() throws SQLException {
    var known = new LongMarks();
    Copy.out(
        connection,
        "select digest, list from scenes where withdrawn is null or replaced_by is not null",
        new CopyReader(
            row -> {
              row.getInt();
              long digest = row.getLong();
              row.getInt();
              known.add(digest, row.getShort() == list ? DatabaseLoad.OURS : 0);
            }));
    connection.commit();
    return known;
  }

  /** Reads the hashes of the ids that are staged. */
  void stagedIds(LongConsumer consumer) throws SQLException {
    Copy.out(
        connection,
        "select id from " + STAGED,
        new CopyReader(
            row -> {
              byte[] id = new byte[row.getInt()];
              row.get(id);
              consumer.accept(Hash64.of(id, 0, id.length));
            }));
    connection.commit();
  }

  /** Reads the digests that were seen before the load was cut off. */
  void seen(LongConsumer consumer) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select digests from " + SEEN)) {
      while (row.next()) {
        ByteBuffer digests = ByteBuffer.wrap(row.getBytes(1));
        while (digests.hasRemaining()) {
          consumer.accept(digests.getLong());
        }
      }
    }
    connection.commit();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
