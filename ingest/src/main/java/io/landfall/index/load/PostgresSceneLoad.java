package io.landfall.index.load;

import io.landfall.index.postgres.CopyWriter;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LineDigest;
import io.landfall.sql.ConfiguredConnection;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One load. What the index has already, word for word, is only flagged as unchanged; the rest goes
 * into the staging table. A checkpoint commits both, with the number of lines.
 */
final class PostgresSceneLoad implements SceneLoad {
  /** The scene's current state comes from this list. */
  static final int FROM_THIS_LIST = 2;

  /** The list has named it again as it is. */
  static final int UNCHANGED = 4;

  /** The scene's current state comes from a list that may have been this one elsewhere. */
  static final int FROM_NAMESAKE = 16;

  /** The flags of scenes that this list may miss. */
  static final List<Integer> OWNERS = List.of(FROM_THIS_LIST, FROM_NAMESAKE);

  private final StagingTables tables;
  private final LoadConnections connections;
  private final ConfiguredConnection connection;
  private final String version;
  private final SceneRowEncoder encoder;

  /** Digests of what the index has. */
  private final HashFlagMap indexedDigests;

  /** Hashes of the ids that are staged. */
  private final HashFlagMap stagedIds;

  private final PendingHashes<String> newIds;

  /** Of the scenes that are staged. */
  private final StagedAcquisitions acquisitions = new StagedAcquisitions();

  private final Set<String> keptIds = new HashSet<>();

  /** Digests of rows that were named as they are, not yet noted in the database. */
  private ByteBuffer unchangedSinceCheckpoint = ByteBuffer.allocate(1 << 10);

  private boolean hasRepeatedIds;
  private long stagedLines;
  private CopyWriter copy;
  private boolean merged;
  private List<OtherList> otherLists = List.of();

  private PostgresSceneLoad(LoadConnections connections, StagingTables tables, String version)
      throws SQLException {
    this.connections = connections;
    this.tables = tables;
    this.version = version;
    connection = connections.first();
    encoder = tables.newEncoder();
    indexedDigests = tables.readIndexedDigests();
    stagedIds = HashFlagMap.of64Bits();
    newIds = new PendingHashes<>(stagedIds, id -> hasRepeatedIds = true);
  }

  /** Begins, or goes on where the load of this version was cut off; closes the connections. */
  static PostgresSceneLoad begin(
      LoadConnections connections, StagingTables tables, SceneListName list, String version)
      throws SQLException {
    boolean begun = false;
    try {
      long lines = tables.prepare(list, version);
      var load = new PostgresSceneLoad(connections, tables, version);
      load.stagedLines = lines;
      if (lines > 0) {
        load.resume();
      }
      begun = true;
      return load;
    } finally {
      if (!begun) {
        connections.close();
      }
    }
  }

  private void resume() throws SQLException {
    acquisitions.forget();
    tables.readStagedIds(id -> hasRepeatedIds |= !stagedIds.add(id, 0, 0));
    tables.readUnchangedDigests((first, second) -> indexedDigests.add(first, second, UNCHANGED));
  }

  @Override
  public long stagedLines() {
    return stagedLines;
  }

  @Override
  public boolean addUnchanged(LineDigest digest, Supplier<String> id) {
    if (!indexedDigests.contains(digest.first(), digest.second()) || isStaged(id)) {
      return false;
    }
    if (indexedDigests.flag(digest.first(), digest.second(), UNCHANGED)) {
      unchangedSinceCheckpoint = withRoom(unchangedSinceCheckpoint);
      unchangedSinceCheckpoint.putLong(digest.first()).putLong(digest.second());
    }
    return true;
  }

  private boolean isStaged(Supplier<String> id) {
    newIds.flush();
    if (stagedIds.size() == 0) {
      return false;
    }
    String known = id.get();
    return known == null || stagedIds.contains(SceneRowEncoder.idHash(known), 0);
  }

  @Override
  public void add(LandsatScene scene, LineDigest digest) {
    if (!addUnchanged(digest, scene::id)) {
      encoder.encode(scene);
      stage(scene, digest);
    }
  }

  @Override
  public void add(LandsatScene scene) {
    encoder.encode(scene);
    LineDigest digest = encoder.valuesDigest();
    if (!addUnchanged(digest, scene::id)) {
      stage(scene, digest);
    }
  }

  /** Stages the scene that was encoded last. */
  private void stage(LandsatScene scene, LineDigest digest) {
    encoder.setDigest(digest);
    newIds.add(SceneRowEncoder.idHash(scene.id()), scene.id());
    acquisitions.add(scene);
    try {
      if (copy == null) {
        copy = CopyWriter.open(connection.jdbc(), tables.copyTarget());
      }
      copy.write(encoder.row().array(), encoder.row().length());
    } catch (SQLException e) {
      throw PostgresSceneLoads.databaseFailure(e);
    }
  }

  @Override
  public void keep(String id) {
    keptIds.add(id);
  }

  @Override
  public void checkpoint(long lines) {
    try {
      flush();
      tables.saveCheckpoint(lines, takeUnchangedSinceCheckpoint());
      connection.commit();
    } catch (SQLException e) {
      throw PostgresSceneLoads.databaseFailure(e);
    }
  }

  private void flush() throws SQLException {
    if (copy != null) {
      copy.finish();
      copy = null;
    }
  }

  private static ByteBuffer withRoom(ByteBuffer digests) {
    return digests.remaining() >= SceneRowEncoder.DIGEST_BYTES
        ? digests
        : ByteBuffer.allocate(2 * digests.capacity()).put(digests.flip());
  }

  /** Takes the digests of what was named since the last checkpoint, as bytes. */
  private byte[] takeUnchangedSinceCheckpoint() {
    byte[] digests =
        Arrays.copyOf(unchangedSinceCheckpoint.array(), unchangedSinceCheckpoint.position());
    unchangedSinceCheckpoint.clear();
    return digests;
  }

  @Override
  public MergeCounts merge(boolean isComplete, Runnable onSearchable) {
    try {
      flush();
      connection.commit();
      newIds.flush();
      var merge = new StagingMerge(tables, hasRepeatedIds, stagedIds.size(), acquisitions);
      MergeCounts result = merge.run(isComplete, keptIds, indexedDigests, onSearchable);
      otherLists = merge.otherLists();
      merged = true;
      return result;
    } catch (SQLException e) {
      throw PostgresSceneLoads.databaseFailure(e);
    }
  }

  @Override
  public List<OtherList> otherLists() {
    return otherLists;
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
        tables.dropStaging();
        connection.commit();
      }
    } catch (SQLException e) {
      // what was staged stays, and the next load empties it
    } finally {
      connections.close();
    }
  }
}
