package io.landfall.index.load;

import io.landfall.index.postgres.CopyRow;
import io.landfall.index.postgres.FootprintColumn;
import io.landfall.landsat.LandsatScene;
import java.nio.charset.StandardCharsets;

/** Scenes as rows of COPY, with the digest of what the list says. */
final class SceneRowEncoder {
  private static final int FIXED_COLUMNS = 15;
  private static final int DIGEST_OFFSET = 2 + 4;
  private static final int CONTENT_OFFSET = DIGEST_OFFSET + 8 + 4 + 2;

  private final FootprintColumn footprints;
  private final short listId;
  private final int columns;
  private final CopyRow row = new CopyRow();
  private long digest;

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

  /** Makes the row of a scene. */
  CopyRow encode(LandsatScene scene) {
    row.beginRow(columns + 1);
    row.putNumber(0L); // the digest, when all is there
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
    digest = Hash64.of(row.array(), CONTENT_OFFSET, row.length());
    row.setLong(DIGEST_OFFSET, digest);
    return row;
  }

  /** Returns the digest of the row last made. */
  long digest() {
    return digest;
  }

  /** Returns the hash of an id. */
  static long idHash(String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return Hash64.of(utf8, 0, utf8.length);
  }
}
