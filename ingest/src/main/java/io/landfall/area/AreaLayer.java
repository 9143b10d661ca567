package io.landfall.area;

import io.landfall.model.Aoi;
import io.landfall.model.geojson.AoiBuilder;
import io.landfall.model.geojson.ToLonLat;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;

/**
 * One layer of a file, read when it is wanted.
 *
 * @param name by which it is chosen
 */
record AreaLayer(String name, Content content) {

  /** Reads the area that the polygons of a layer make. */
  @FunctionalInterface
  interface Content {
    /**
     * Reads the area.
     *
     * @throws AreaFormatException if it cannot be read
     */
    Aoi read(AreaReading reading);
  }

  /** Reads the geometries of a layer, one after the other. */
  @FunctionalInterface
  interface Geometries {
    /**
     * Hands each geometry to the consumer, in the CRS of the layer.
     *
     * @throws AreaFormatException if they cannot be read
     */
    void each(Consumer<Geometry> consumer);
  }

  /** Returns the layer of geometries in a CRS. */
  static AreaLayer of(String name, LayerCrs crs, Geometries geometries) {
    return new AreaLayer(
        name, reading -> area(crs.transform(reading), reading.limits(), geometries));
  }

  private static Aoi area(ToLonLat transform, AreaLimits limits, Geometries geometries) {
    AoiBuilder area = new AoiBuilder(limits.geometry(), transform);
    try {
      geometries.each(area::add);
      return area.build();
    } catch (IllegalArgumentException e) {
      throw new AreaFormatException(e.getMessage(), "", e);
    }
  }
}
