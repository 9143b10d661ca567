package io.landfall.index.load;

import io.landfall.index.postgres.CopyRow;
import io.landfall.index.postgres.CopyWriter;
import io.landfall.landsat.LandsatScene;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Which acquisitions the staged scenes have several products of, noticed while they are staged:
 * most lists have none, and to look for them in the table takes as long as to copy it.
 */
final class StagedAcquisitions {
  static final String TABLE = "scenes_repeated";
  private static final int MAX_REPEATED = 100_000;
  private static final int PRODUCT_CHARACTERS = 40;
  private static final int ENTITY_CHARACTERS = 21;
  private static final Set<String> CATEGORIES = Set.of("RT", "T1", "T2");
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  /** Hashes; one that two acquisitions share makes both of them looked for. */
  private final PendingHashes<LandsatScene> seen =
      new PendingHashes<>(HashFlagMap.of64Bits(), this::addRepeated);

  private final Set<ProductFamily> repeated = new HashSet<>();
  private boolean known = true;

  /** As {@link SupersededScenes} has it. */
  private record ProductFamily(int path, int row, int collection, String text) {}

  /** Takes a scene that is staged. */
  void add(LandsatScene scene) {
    if (known && isOfFamily(scene)) {
      seen.add(hash(scene), scene);
    }
  }

  private void addRepeated(LandsatScene scene) {
    if (!known) {
      return;
    }
    repeated.add(
        new ProductFamily(scene.path(), scene.row(), scene.collection(), acquisition(scene.id())));
    if (repeated.size() > MAX_REPEATED) {
      forget();
    }
  }

  /** Gives up: scenes are staged that were not seen, or too many are repeated. */
  void forget() {
    known = false;
    repeated.clear();
  }

  /** Tells whether it is known which are repeated. */
  boolean isKnown() {
    seen.flush();
    return known;
  }

  /** Tells whether no two staged scenes are products of one acquisition. */
  boolean isEmpty() {
    return isKnown() && repeated.isEmpty();
  }

  /** Writes the repeated ones into a table that ends with the transaction. */
  void write(Connection connection) throws SQLException {
    seen.flush();
    StagingMerge.executeUpdate(
        connection,
        "create temp table %s (wrs_path smallint, wrs_row smallint, collection smallint, acquisition text) on commit drop"
            .formatted(TABLE));
    try (CopyWriter copy = CopyWriter.open(connection, TABLE)) {
      var row = new CopyRow();
      for (ProductFamily one : repeated) {
        row.beginRow(4);
        row.putNumber((short) one.path());
        row.putNumber((short) one.row());
        row.putNumber((short) one.collection());
        row.putText(one.text());
        copy.write(row.array(), row.length());
      }
      copy.finish();
    }
    StagingMerge.executeUpdate(connection, "analyze " + TABLE);
  }

  private static boolean isOfFamily(LandsatScene scene) {
    int length = scene.id().length();
    return length == PRODUCT_CHARACTERS
        ? scene.category() != null && CATEGORIES.contains(scene.category())
        : length == ENTITY_CHARACTERS && scene.collection() == 0;
  }

  private static String acquisition(String id) {
    return id.length() == PRODUCT_CHARACTERS
        ? id.substring(1, 4) + id.substring(5, 7) + id.substring(17, 25)
        : id.substring(0, 3) + id.substring(9, 19);
  }

  /** A hash of what makes a {@link ProductFamily}, without making one. */
  private static long hash(LandsatScene scene) {
    String id = scene.id();
    boolean product = id.length() == PRODUCT_CHARACTERS;
    long hash = (scene.path() * 1000L + scene.row()) * 10 + scene.collection();
    hash = mixed(hash, id, product ? 1 : 0, product ? 4 : 3);
    hash = product ? mixed(hash, id, 5, 7) : hash;
    hash = product ? mixed(hash, id, 17, 25) : mixed(hash, id, 9, 19);
    return hash ^ hash >>> 32;
  }

  private static long mixed(long hash, String text, int from, int to) {
    long mixed = hash;
    for (int i = from; i < to; i++) {
      mixed = (mixed ^ text.charAt(i)) * MULTIPLIER;
      mixed ^= mixed >>> 29;
    }
    return mixed;
  }
}
