package io.landfall.model.geojson;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;

/**
 * Reprojects rings to longitude and latitude. Edges are straight in their own CRS; they are cut
 * until what is straight in degrees is within 1e-7 degrees, about a centimetre, of them. Longitudes
 * run on across the antimeridian; a ring around a pole takes in the pole.
 */
final class RingReprojector {
  private static final double TOLERANCE_DEGREES = 1e-7;
  private static final double LONGEST_EDGE_DEGREES = 0.1; // an S-shaped edge shows in its halves
  private static final int MAX_SUBDIVISIONS = 14;

  private final ToLonLat transform;
  private final int maxPositions;
  private int positions;

  /**
   * Makes one for all rings of a document.
   *
   * @param maxPositions how many positions the rings may have in all when edges are cut
   */
  RingReprojector(ToLonLat transform, int maxPositions) {
    this.transform = transform;
    this.maxPositions = maxPositions;
  }

  /** A position in its own CRS, and in degrees. */
  private record RingVertex(double x, double y, double lon, double lat) {}

  /**
   * Reprojects a closed ring.
   *
   * @throws IllegalArgumentException saying, as a clause, which position has no longitude and
   *     latitude, or that there are too many
   */
  List<Coordinate> reproject(List<Coordinate> ring) {
    List<Coordinate> lonLats = new ArrayList<>(ring.size());
    RingVertex from = null;
    for (Coordinate position : ring) {
      RingVertex to = vertex(position.x, position.y, from);
      if (from != null) {
        edge(from, to, MAX_SUBDIVISIONS, lonLats);
      }
      add(to, lonLats);
      from = to;
    }
    return close(lonLats);
  }

  private void edge(RingVertex from, RingVertex to, int subdivisions, List<Coordinate> lonLats) {
    RingVertex middle = vertex((from.x + to.x) / 2, (from.y + to.y) / 2, from);
    double bend =
        Math.hypot(middle.lon - (from.lon + to.lon) / 2, middle.lat - (from.lat + to.lat) / 2);
    double length = Math.hypot(to.lon - from.lon, to.lat - from.lat);
    boolean isStraight = bend <= TOLERANCE_DEGREES && length <= LONGEST_EDGE_DEGREES;
    if (subdivisions > 0 && !isStraight) {
      edge(from, middle, subdivisions - 1, lonLats);
      add(middle, lonLats);
      edge(middle, to, subdivisions - 1, lonLats);
    }
  }

  /** Transforms a position, to the longitude that is nearest to that of another. */
  private RingVertex vertex(double x, double y, RingVertex other) {
    double[] lon = {x};
    double[] lat = {y};
    transform.transform(lon, lat, 1);
    if (!GeoJsonReader.isPosition(lon[0], lat[0])) {
      throw new IllegalArgumentException(
          "(%s, %s) has no longitude and latitude"
              .formatted(GeoJsonReader.format(x), GeoJsonReader.format(y)));
    }
    double turns = other == null ? 0 : Math.rint((other.lon - lon[0]) / 360);
    return new RingVertex(x, y, lon[0] + 360 * turns, lat[0]);
  }

  private void add(RingVertex vertex, List<Coordinate> lonLats) {
    if (++positions > maxPositions) {
      throw new IllegalArgumentException(
          "its edges bend so much that it takes more than %,d positions in longitude and latitude; simplify it"
              .formatted(maxPositions));
    }
    lonLats.add(new Coordinate(vertex.lon, vertex.lat));
  }

  /** Closes a ring, over the pole if it runs around one. */
  private static List<Coordinate> close(List<Coordinate> ring) {
    Coordinate first = ring.get(0);
    Coordinate last = ring.get(ring.size() - 1);
    if (Math.abs(last.x - first.x) > 180) {
      double latitude = ring.stream().mapToDouble(position -> position.y).sum();
      double pole = Math.copySign(90, latitude);
      ring.add(new Coordinate(last.x, pole));
      ring.add(new Coordinate(first.x, pole));
      ring.add(first.copy());
    } else {
      ring.set(ring.size() - 1, first.copy());
    }
    return ring;
  }
}
