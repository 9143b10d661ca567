package io.landfall.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;

/**
 * What every answer tells of a scene.
 *
 * @param geometry GeoJSON: a polygon, or polygons where it crosses the antimeridian
 * @param cloudCover percent; -1: unknown
 * @param resolution metres; 0: unknown
 * @param sensorName {@code Landsat8L1TP}, {@code RapidEye-1}
 */
public record BasicSceneMetadata(
    String id,
    JsonNode geometry,
    Instant acquired,
    double cloudCover,
    double resolution,
    String sensorName) {
  /** Stands for a cloud cover that nobody knows. */
  public static final double UNKNOWN_CLOUD_COVER = -1;

  public BasicSceneMetadata {
    Objects.requireNonNull(id);
    Objects.requireNonNull(geometry);
    Objects.requireNonNull(acquired);
    Objects.requireNonNull(sensorName);
  }

  /** Returns the box around it. */
  public GeographicBox bbox() {
    return GeographicBox.around(geometry);
  }
}
