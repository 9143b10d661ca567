package io.landfall.index;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * One load. What the index has already, word for word, is only ticked off; the rest goes into the
 * staging table. A checkpoint commits both, with the number of lines.
 */
final class DatabaseLoad implements SceneLoad {
  /** The scene's current state comes from this list. */
  static final int OURS = 2;

  /** The list has named it again as it is. */
  static final int NAMED = 4;

  /** Named since the last checkpoint. */
  static final int FRESH = 8;

  private final LoadTables tables;
  private final Connection connection;
  private final String version;
  private final SceneEncoder encoder;

  /** Digests of what the index has. */
  private final LongMarks known;

  /** Hashes of the ids that are staged. */
  private final LongMarks staged;

  private boolean repeated;
  private long linesStaged;
  private Copy copy;
  private boolean merged;

  private DatabaseLoad(LoadTables tables, Connection connection, String version)
      throws SQLException {
    this.tables = tables;
    this.connection = connection;
    this.version = version;
    encoder = tables.encoder();
    known = tables.known();
    staged = new LongMarks();
  }

  static DatabaseLoad begin(LoadTables tables, Connection connection, String list, String version)
      throws SQLException {
    long lines = tables.open(list, version);
    var load = new DatabaseLoad(tables, connection, version);
    load.linesStaged = lines;
    if (lines > 0) {
      load.goOn();
    }
    return load;
  }

  private void goOn() throws SQLException {
    tables.stagedIds(id -> repeated |= !staged.add(id, 0));
    tables.seen(digest -> known.add(digest, NAMED));
  }

  @Override
  public long linesStaged() {
    return linesStaged;
  }

  @Override
  public void add(ListedScene scene) {
    CopyRow row = encoder.encode(scene);
    long id = SceneEncoder.hash(scene.id());
    if (known.has(encoder.digest()) && !staged.has(id)) {
      known.add(encoder.digest(), NAMED | FRESH);
      return;
    }
    repeated |= !staged.add(id, 0);
    try {
      if (copy == null) {
        copy = Copy.into(connection, tables.target());
      }
      copy.write(row.array(), row.length());
    } catch (SQLException e) {
      throw DatabaseLoads.unavailable(e);
    }
  }

  @Override
  public void checkpoint(long lines) {
    try {
      flush();
      tables.checkpoint(lines, freshlyNamed());
      connection.commit();
    } catch (SQLException e) {
      throw DatabaseLoads.unavailable(e);
    }
  }

  private void flush() throws SQLException {
    if (copy != null) {
      copy.end();
      copy = null;
    }
  }

  /** Takes the marks of what was named since the last checkpoint, as bytes. */
  private byte[] freshlyNamed() {
    long count = known.count(FRESH);
    ByteBuffer digests = ByteBuffer.allocate(Math.toIntExact(count * Long.BYTES));
    known.each(FRESH, FRESH, digests::putLong);
    known.clear(FRESH);
    return digests.array();
  }

  @Override
  public Merged merge(boolean whole) {
    try {
      flush();
      connection.commit();
      var merge = new SceneMerge(tables, connection, repeated);
      Merged result = merge.run(whole, known);
      merged = true;
      return result;
    } catch (SQLException e) {
      throw DatabaseLoads.unavailable(e);
    }
  }

  @Override
  public void close() {
    try {
      if (copy != null) {
        copy.close();
        copy = null;
      }
      connection.rollback();
      if (!merged && version.isEmpty()) {
        tables.drop();
        connection.commit();
      }
    } catch (SQLException e) {
      // what was staged stays, and the next load empties it
    } finally {
      DatabaseLoads.close(connection);
    }
  }
}
