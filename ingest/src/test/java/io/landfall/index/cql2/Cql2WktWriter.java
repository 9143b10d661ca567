package io.landfall.index.cql2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;

/** Writes geometries as well-known text with all digits; that of JTS has 16. */
final class Cql2WktWriter {
  private Cql2WktWriter() {}

  static String of(Geometry geometry) {
    return geometry.getGeometryType().toUpperCase(Locale.ROOT) + inner(geometry);
  }

  private static String inner(Geometry geometry) {
    if (geometry instanceof Polygon polygon) {
      List<Geometry> rings = new ArrayList<>(List.of(polygon.getExteriorRing()));
      IntStream.range(0, polygon.getNumInteriorRing())
          .forEach(hole -> rings.add(polygon.getInteriorRingN(hole)));
      return list(rings.stream().map(Cql2WktWriter::inner).toList());
    }
    boolean collection = geometry.getGeometryType().equals("GeometryCollection");
    if (collection || geometry.getGeometryType().startsWith("Multi")) {
      return list(
          IntStream.range(0, geometry.getNumGeometries())
              .mapToObj(geometry::getGeometryN)
              .map(member -> collection ? of(member) : inner(member))
              .toList());
    }
    return list(Arrays.stream(geometry.getCoordinates()).map(Cql2WktWriter::position).toList());
  }

  private static String position(Coordinate position) {
    return Operand.formatted(position.x) + " " + Operand.formatted(position.y);
  }

  private static String list(List<String> members) {
    return members.stream().collect(Collectors.joining(", ", "(", ")"));
  }
}
