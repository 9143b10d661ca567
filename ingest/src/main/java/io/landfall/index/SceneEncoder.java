package io.landfall.index;

import java.nio.charset.StandardCharsets;

/** Scenes as rows of COPY, with the digest of what the list says. */
final class SceneEncoder {
  private static final int COLUMNS = 15;
  private static final int DIGEST_AT = 2 + 4;
  private static final int CONTENT_AT = DIGEST_AT + 8 + 4 + 2;

  private final FootprintColumn footprints;
  private final short list;
  private final int columns;
  private final CopyRow row = new CopyRow();
  private long digest;

  /** Makes one for the scenes of a list. */
  SceneEncoder(FootprintColumn footprints, short list) {
    this.footprints = footprints;
    this.list = list;
    columns = COLUMNS + footprints.columns().split(",").length;
  }

  /** The columns in the order of the values. */
  static String columns(FootprintColumn footprints) {
    return "digest, list, acquired, wrs_path, wrs_row, collection, footprint_from, id, entity_id,"
        + " level, category, cloud_cover, sun_elevation, sun_azimuth, url, browse_url, "
        + footprints.columns();
  }

  /** Makes the row of a scene. */
  CopyRow encode(ListedScene scene) {
    row.begin(columns + 1);
    row.number(0L); // the digest, when all is there
    row.number(list);
    row.time(scene.acquired());
    row.number((short) scene.path());
    row.number((short) scene.row());
    row.number((short) scene.collection());
    row.number((short) scene.footprintFrom().ordinal());
    row.text(scene.id());
    row.text(scene.entityId());
    row.text(scene.level());
    row.text(scene.category());
    Double cloud = scene.cloudCover();
    row.number(cloud != null && cloud >= 0 ? cloud : null); // lists write -1 for unknown
    row.number(scene.sun() == null ? null : (Double) scene.sun().elevation());
    row.number(scene.sun() == null ? null : (Double) scene.sun().azimuth());
    row.text(scene.url());
    row.text(scene.browseUrl());
    footprints.write(scene.footprint(), row);
    digest = Hash64.of(row.array(), CONTENT_AT, row.length());
    row.setLong(DIGEST_AT, digest);
    return row;
  }

  /** Returns the digest of the row last made. */
  long digest() {
    return digest;
  }

  /** Returns the hash of an id. */
  static long hash(String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return Hash64.of(utf8, 0, utf8.length);
  }
}
