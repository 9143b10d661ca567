package io.landfall.index.postgres;

import io.landfall.model.CrsCodes;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKBWriter;

/** Footprints as PostGIS geometries; the server decides which touch. */
public final class PostgisFootprintColumn implements FootprintColumn {

  /** Seconds from 1970 beyond all that was or will be acquired. */
  private static final double MAX_EPOCH_SECONDS = 1e11;

  /** Parts are looked for apart: the box around both sides of 180 goes around the world. */
  private static final int MAX_SEPARATE_PARTS = 8;

  private final String transactionSql;

  /**
   * @param transactionSql what lets the server find PostGIS where it lies in a schema that is not
   *     searched; else empty
   */
  public PostgisFootprintColumn(String transactionSql) {
    this.transactionSql = transactionSql;
  }

  @Override
  public String transactionSql() {
    return transactionSql;
  }

  @Override
  public String wkbSql() {
    return "st_asbinary(footprint)";
  }

  @Override
  public String intersectsSql(Geometry area, SqlParameters values) {
    int parts = area.getNumGeometries();
    if (parts < 2 || parts > MAX_SEPARATE_PARTS) {
      return intersectsPartSql(area, values);
    }
    return IntStream.range(0, parts)
        .mapToObj(i -> intersectsPartSql(area.getGeometryN(i), values))
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  private static String intersectsPartSql(Geometry part, SqlParameters values) {
    return String.format(
        Locale.ROOT,
        "st_intersects(footprint, st_geomfromwkb(%s, %d))",
        values.add(new WKBWriter().write(part)),
        CrsCodes.WGS84);
  }

  /** As the index writes it; PostGIS compares in single precision, outwards. */
  @Override
  public Optional<String> acquiredWithinSql(AcquisitionRange range, SqlParameters values) {
    if (Double.isInfinite(range.fromEpochSeconds()) && Double.isInfinite(range.toEpochSeconds())) {
      return Optional.empty();
    }
    return Optional.of(
        "st_point(date_part('epoch', acquired - timestamptz 'epoch'), 0)"
            + String.format(
                Locale.ROOT,
                " && st_makeenvelope(%s, -1, %s, 1)",
                values.add(Math.max(range.fromEpochSeconds(), -MAX_EPOCH_SECONDS)),
                values.add(Math.min(range.toEpochSeconds(), MAX_EPOCH_SECONDS))));
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public String extentSql() {
    return "min(st_xmin(footprint)), min(st_ymin(footprint)),"
        + " max(st_xmax(footprint)), max(st_ymax(footprint))";
  }

  @Override
  public String columns() {
    return "footprint";
  }

  @Override
  public void write(Geometry footprint, CopyRow row) {
    row.putWkb(footprint, CrsCodes.WGS84);
  }

  @Override
  public String assignmentSql(Geometry footprint, SqlParameters values) {
    return String.format(
        Locale.ROOT,
        "footprint = st_geomfromwkb(%s, %d)",
        values.add(new WKBWriter().write(footprint)),
        CrsCodes.WGS84);
  }
}
