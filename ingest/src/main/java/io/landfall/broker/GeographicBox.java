package io.landfall.broker;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.geo.FootprintJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * A box in degrees, as RFC 7946 has it: a west beyond the east goes across the antimeridian.
 *
 * @param west -180 to 180
 * @param east -180 to 180
 */
public record GeographicBox(double west, double south, double east, double north) {

  /** Returns the longitude in the middle, to a tenth of a metre. */
  public double middleLongitude() {
    double middle = (west + (west > east ? east + 360 : east)) / 2;
    return rounded(middle > 180 ? middle - 360 : middle);
  }

  /** Returns the latitude in the middle, to a tenth of a metre. */
  public double middleLatitude() {
    return rounded((south + north) / 2);
  }

  private static double rounded(double degrees) {
    return Math.rint(degrees * 1e6) / 1e6;
  }

  /**
   * Returns the smallest box around the polygons of a GeoJSON geometry: the widest stretch of
   * longitudes that none of them covers stays outside, be it the one across the antimeridian.
   */
  public static GeographicBox around(JsonNode geometry) {
    List<GeographicBox> parts = new ArrayList<>();
    JsonNode coordinates = geometry.path("coordinates");
    if (geometry.path("type").asText().equals("MultiPolygon")) {
      coordinates.forEach(polygon -> parts.add(around(polygon, new ExtentBuilder())));
    } else {
      parts.add(around(coordinates, new ExtentBuilder()));
    }
    return around(parts);
  }

  /** Returns the same box of a footprint, as {@link FootprintJson} writes it. */
  public static GeographicBox around(Geometry footprint) {
    List<GeographicBox> parts = new ArrayList<>();
    for (int i = 0; i < footprint.getNumGeometries(); i++) {
      Envelope part = footprint.getGeometryN(i).getEnvelopeInternal();
      parts.add(
          new GeographicBox(
              FootprintJson.rounded(part.getMinX()),
              FootprintJson.rounded(part.getMinY()),
              FootprintJson.rounded(part.getMaxX()),
              FootprintJson.rounded(part.getMaxY())));
    }
    return around(parts);
  }

  private static GeographicBox around(List<GeographicBox> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    parts.sort(Comparator.comparingDouble(GeographicBox::west));
    double south = parts.stream().mapToDouble(GeographicBox::south).min().orElse(0);
    double north = parts.stream().mapToDouble(GeographicBox::north).max().orElse(0);
    double west = parts.get(0).west;
    double reached = parts.get(0).east;
    double end = parts.stream().mapToDouble(GeographicBox::east).max().orElse(0);
    double widest = 360 - (end - west);
    double east = end;
    for (GeographicBox part : parts) {
      if (part.west - reached > widest) {
        widest = part.west - reached;
        west = part.west;
        east = reached;
      }
      reached = Math.max(reached, part.east);
    }
    return new GeographicBox(west, south, east, north);
  }

  private static GeographicBox around(JsonNode coordinates, ExtentBuilder extent) {
    extent.add(coordinates);
    return new GeographicBox(extent.west, extent.south, extent.east, extent.north);
  }

  private static final class ExtentBuilder {
    private double west = Double.POSITIVE_INFINITY;
    private double south = Double.POSITIVE_INFINITY;
    private double east = Double.NEGATIVE_INFINITY;
    private double north = Double.NEGATIVE_INFINITY;

    void add(JsonNode coordinates) {
      if (coordinates.path(0).isNumber()) {
        west = Math.min(west, coordinates.get(0).doubleValue());
        east = Math.max(east, coordinates.get(0).doubleValue());
        south = Math.min(south, coordinates.get(1).doubleValue());
        north = Math.max(north, coordinates.get(1).doubleValue());
      } else {
        coordinates.forEach(this::add);
      }
    }
  }
}
