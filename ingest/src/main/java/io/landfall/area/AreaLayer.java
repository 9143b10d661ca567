package io.landfall.area;

import io.landfall.model.Aoi;
import io.landfall.model.geojson.AoiBuilder;

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
     * Adds each geometry to the area, in the CRS of the layer.
     *
     * @throws AreaFormatException if they cannot be read
     * @throws IllegalArgumentException saying, as a clause, what the area cannot be made of
     */
    void addTo(AoiBuilder area);
  }

  /** Returns the layer of geometries in a CRS. */
  static AreaLayer of(String name, LayerCrs crs, Geometries geometries) {
    return new AreaLayer(name, reading -> area(crs, reading, geometries));
  }

  private static Aoi area(LayerCrs crs, AreaReading reading, Geometries geometries) {
    AoiBuilder area = new AoiBuilder(reading.limits().geometry(), crs.transform(reading));
    try {
      geometries.addTo(area);
      Aoi built = area.build();
      reading.warnOfAdded(area.addedPositions());
      return built;
    } catch (IllegalArgumentException e) {
      throw new AreaFormatException(e.getMessage(), "", e);
    }
  }
}
