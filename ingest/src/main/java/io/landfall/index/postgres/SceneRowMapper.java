package io.landfall.index.postgres;

import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.LandsatScene.SunPosition;
import io.landfall.model.CrsCodes;
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
public final class SceneRowMapper {
  private static final GeometryFactory WGS84 =
      new GeometryFactory(new PrecisionModel(), CrsCodes.WGS84);
  private static final FootprintSource[] FOOTPRINT_SOURCES = FootprintSource.values();

  /** What {@link #read} reads, before the footprint and the grids. */
  private static final String COLUMNS =
      "id, entity_id, acquired, cloud_cover, wrs_path, wrs_row, level, collection, category,"
          + " sun_elevation, sun_azimuth, url, browse_url, footprint_from, indexed, changed,"
          + " withdrawn, replaced_by, ";

  private SceneRowMapper() {}

  public static String columns(FootprintColumn footprints) {
    return COLUMNS + footprints.wkbSql() + ", grids";
  }

  public static IndexedScene read(ResultSet row) throws SQLException {
    Double elevation = readNumber(row, 10);
    LandsatScene listed =
        new LandsatScene(
            row.getString(1),
            row.getString(2),
            readTime(row, 3),
            readNumber(row, 4),
            row.getInt(5),
            row.getInt(6),
            row.getString(7),
            row.getInt(8),
            row.getString(9),
            elevation == null ? null : new SunPosition(elevation, row.getDouble(11)),
            row.getString(12),
            row.getString(13),
            readFootprint(row.getBytes(19)),
            FOOTPRINT_SOURCES[row.getInt(14)]);
    return new IndexedScene(
        listed,
        readTime(row, 15),
        readTime(row, 16),
        readTime(row, 17),
        row.getString(18),
        GridsJson.read(row.getString(20)));
  }

  private static Double readNumber(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  static Instant readTime(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static Geometry readFootprint(byte[] wkb) throws SQLException {
    try {
      return new WKBReader(WGS84).read(wkb);
    } catch (ParseException e) {
      throw new SQLException("a footprint of the index cannot be read", e);
    }
  }
}
