package io.landfall.index;

import io.landfall.index.ListedScene.FootprintFrom;
import io.landfall.index.ListedScene.Sun;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;

/** Rows of the table as scenes. */
final class SceneRows {
  private static final GeometryFactory WGS84 = new GeometryFactory(new PrecisionModel(), 4326);
  private static final FootprintFrom[] FROM = FootprintFrom.values();

  /** What {@link #read} reads, before the footprint. */
  private static final String COLUMNS =
      "id, entity_id, acquired, cloud_cover, wrs_path, wrs_row, level, collection, category,"
          + " sun_elevation, sun_azimuth, url, browse_url, footprint_from, indexed, changed,"
          + " withdrawn, replaced_by, ";

  private SceneRows() {}

  static String columns(FootprintColumn footprints) {
    return COLUMNS + footprints.wkb();
  }

  static IndexedScene read(ResultSet row) throws SQLException {
    Double elevation = number(row, 10);
    ListedScene listed =
        new ListedScene(
            row.getString(1),
            row.getString(2),
            time(row, 3),
            number(row, 4),
            row.getInt(5),
            row.getInt(6),
            row.getString(7),
            row.getInt(8),
            row.getString(9),
            elevation == null ? null : new Sun(elevation, row.getDouble(11)),
            row.getString(12),
            row.getString(13),
            footprint(row.getBytes(19)),
            FROM[row.getInt(14)]);
    return new IndexedScene(listed, time(row, 15), time(row, 16), time(row, 17), row.getString(18));
  }

  private static Double number(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  static Instant time(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static Geometry footprint(byte[] wkb) throws SQLException {
    try {
      return new WKBReader(WGS84).read(wkb);
    } catch (ParseException e) {
      throw new SQLException("a footprint of the index cannot be read", e);
    }
  }
}
