package io.landfall.index.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKBWriter;

/**
 * Footprints as WKB beside their extent, for a server without PostGIS: the server finds extents
 * that touch, JTS decides. The extent of a footprint across the antimeridian runs on beyond 180, so
 * that it is as small as any.
 */
public final class BoxFootprintColumn implements FootprintColumn {
  private static final double REVOLUTION_DEGREES = 360;

  @Override
  public String transactionSql() {
    return "";
  }

  @Override
  public String wkbSql() {
    return "footprint";
  }

  @Override
  public String intersectsSql(Geometry area, SqlParameters values) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < area.getNumGeometries(); i++) {
      Envelope part = area.getGeometryN(i).getEnvelopeInternal();
      if (!part.isNull()) {
        parts.add(overlapSql(part, 0, values));
        if (part.getMinX() <= 0) {
          parts.add(overlapSql(part, REVOLUTION_DEGREES, values));
        }
      }
    }
    return parts.isEmpty() ? "false" : "(" + String.join(" or ", parts) + ")";
  }

  private static String overlapSql(Envelope part, double longitudeShift, SqlParameters values) {
    return "extent && box(point(%s, %s), point(%s, %s))"
        .formatted(
            values.add(part.getMinX() + longitudeShift),
            values.add(part.getMinY()),
            values.add(part.getMaxX() + longitudeShift),
            values.add(part.getMaxY()));
  }

  @Override
  public Optional<String> acquiredWithinSql(AcquisitionRange range, SqlParameters values) {
    return Optional.empty();
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public String extentSql() {
    return "min((extent[1])[0]), min((extent[1])[1]), max((extent[0])[0]), max((extent[0])[1])";
  }

  @Override
  public String columns() {
    return "footprint, extent";
  }

  @Override
  public void write(Geometry footprint, CopyRow row) {
    row.putWkb(footprint, 0);
    row.putBox(extentOf(footprint));
  }

  @Override
  public String assignmentSql(Geometry footprint, SqlParameters values) {
    Envelope extent = extentOf(footprint);
    return "footprint = %s, extent = box(point(%s, %s), point(%s, %s))"
        .formatted(
            values.add(new WKBWriter().write(footprint)),
            values.add(extent.getMinX()),
            values.add(extent.getMinY()),
            values.add(extent.getMaxX()),
            values.add(extent.getMaxY()));
  }

  /** The box around a footprint; where its parts lie on both sides of 180, x runs on. */
  static Envelope extentOf(Geometry footprint) {
    Envelope whole = footprint.getEnvelopeInternal();
    if (footprint.getNumGeometries() < 2 || whole.getWidth() <= REVOLUTION_DEGREES / 2) {
      return whole;
    }
    var extent = new Envelope();
    for (int i = 0; i < footprint.getNumGeometries(); i++) {
      Envelope part = footprint.getGeometryN(i).getEnvelopeInternal();
      double longitudeShift = part.centre().x < 0 ? REVOLUTION_DEGREES : 0;
      extent.expandToInclude(part.getMinX() + longitudeShift, part.getMinY());
      extent.expandToInclude(part.getMaxX() + longitudeShift, part.getMaxY());
    }
    return extent;
  }
}
