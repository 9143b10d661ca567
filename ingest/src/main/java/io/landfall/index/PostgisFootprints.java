package io.landfall.index;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKBWriter;

/** Footprints as PostGIS geometries; the server decides which touch. */
final class PostgisFootprints implements FootprintColumn {
  private static final int WGS84 = 4326;

  /** Seconds from 1970 beyond all that was or will be acquired. */
  private static final double FAR = 1e11;

  /** Parts are looked for apart: the box around both sides of 180 goes around the world. */
  private static final int MOST_PARTS = 8;

  @Override
  public String wkb() {
    return "st_asbinary(footprint)";
  }

  @Override
  public String touches(Geometry area, SqlValues values) {
    int parts = area.getNumGeometries();
    if (parts < 2 || parts > MOST_PARTS) {
      return touchesPart(area, values);
    }
    return IntStream.range(0, parts)
        .mapToObj(i -> touchesPart(area.getGeometryN(i), values))
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  private static String touchesPart(Geometry part, SqlValues values) {
    return "st_intersects(footprint, st_geomfromwkb(%s, %d))"
        .formatted(values.add(new WKBWriter().write(part)), WGS84);
  }

  /** As the index writes it; PostGIS compares in single precision, outwards. */
  @Override
  public Optional<String> within(Times times, SqlValues values) {
    if (Double.isInfinite(times.from()) && Double.isInfinite(times.to())) {
      return Optional.empty();
    }
    return Optional.of(
        "st_point(extract(epoch from acquired - timestamptz 'epoch')::float8, 0)"
            + " && st_makeenvelope(%s, -1, %s, 1)"
                .formatted(
                    values.add(Math.max(times.from(), -FAR)),
                    values.add(Math.min(times.to(), FAR))));
  }

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public String extent() {
    return "min(st_xmin(footprint)), min(st_ymin(footprint)),"
        + " max(st_xmax(footprint)), max(st_ymax(footprint))";
  }

  @Override
  public String columns() {
    return "footprint";
  }

  @Override
  public void write(Geometry footprint, CopyRow row) {
    row.wkb(footprint, WGS84);
  }

  @Override
  public String assignment(Geometry footprint, SqlValues values) {
    return "footprint = st_geomfromwkb(%s, %d)"
        .formatted(values.add(new WKBWriter().write(footprint)), WGS84);
  }
}
