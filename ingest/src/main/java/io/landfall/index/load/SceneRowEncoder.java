package io.landfall.index.load;

import io.landfall.index.postgres.CopyRow;
import io.landfall.index.postgres.FootprintColumn;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LineDigest;
import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.MurmurHash3;

/** Scenes as rows of COPY, with the digest of what the list says. */
final class SceneRowEncoder {
  private static final int FIXED_COLUMNS = 15;
  static final int DIGEST_BYTES = 16;
  private static final int SEED = 0;
  private static final int DIGEST_OFFSET = 2 + 4;
  private static final int CONTENT_OFFSET = DIGEST_OFFSET + DIGEST_BYTES + 4 + 2;

  private final FootprintColumn footprints;
  private final short listId;
  private final int columns;
  private final CopyRow row = new CopyRow();

  /** Makes one for the scenes of a list. */
  SceneRowEncoder(FootprintColumn footprints, short listId) {
    this.footprints = footprints;
    this.listId = listId;
    columns = FIXED_COLUMNS + footprints.columns().split(",").length;
  }

  /** The columns in the order of the values. */
  static String columns(FootprintColumn footprints) {
    return "digest, list, acquired, wrs_path, wrs_row, collection, footprint_from, id, entity_id,"
        + " level, category, cloud_cover, sun_elevation, sun_azimuth, url, browse_url, "
        + footprints.columns();
  }

  /** Returns the row last made. */
  CopyRow row() {
    return row;
  }

  /** Makes the row of a scene, still without a digest. */
  CopyRow encode(LandsatScene scene) {
    row.beginRow(columns + 1);
    row.putUuid(0, 0);
    row.putNumber(listId);
    row.putTimestamp(scene.acquired());
    row.putNumber((short) scene.path());
    row.putNumber((short) scene.row());
    row.putNumber((short) scene.collection());
    row.putNumber((short) scene.footprintSource().ordinal());
    row.putText(scene.id());
    row.putText(scene.entityId());
    row.putText(scene.level());
    row.putText(scene.category());
    Double cloud = scene.cloudCover();
    row.putNumber(cloud != null && cloud >= 0 ? cloud : null); // lists write -1 for unknown
    row.putNumber(scene.sun() == null ? null : (Double) scene.sun().elevation());
    row.putNumber(scene.sun() == null ? null : (Double) scene.sun().azimuth());
    row.putText(scene.url());
    row.putText(scene.browseUrl());
    footprints.write(scene.footprint(), row);
    return row;
  }

  /** Gives the row last made its digest. */
  void setDigest(LineDigest digest) {
    row.setLong(DIGEST_OFFSET, digest.first());
    row.setLong(DIGEST_OFFSET + Long.BYTES, digest.second());
  }

  /** Returns a digest of the values of the row last made, whatever the list. */
  LineDigest valuesDigest() {
    long[] hash = hash(row.array(), CONTENT_OFFSET, row.length() - CONTENT_OFFSET);
    return new LineDigest(hash[0], hash[1]);
  }

  /** Returns the hash of an id, in 64 bits: one that it shares with another costs time alone. */
  static long idHash(String id) {
    return idHash(id.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the hash of an id in UTF-8. */
  static long idHash(byte[] id) {
    return hash(id, 0, id.length)[0];
  }

  private static long[] hash(byte[] bytes, int from, int length) {
    return MurmurHash3.hash128x64(bytes, from, length, SEED);
  }
}
