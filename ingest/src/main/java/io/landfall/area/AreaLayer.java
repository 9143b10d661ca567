package io.landfall.area;

import io.landfall.model.Aoi;
import io.landfall.model.geojson.AoiBuilder;
import io.landfall.model.geojson.GeoJsonReader;
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
     * @param epsg the CRS that the caller gives for a layer that does not tell it, or {@code null}
     * @throws AreaFormatException if it cannot be read
     */
    Aoi read(Integer epsg, ToLonLat.Factory transforms);
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
        name, (epsg, transforms) -> area(crs.transform(epsg, transforms), geometries));
  }

  private static Aoi area(ToLonLat transform, Geometries geometries) {
    AoiBuilder area = new AoiBuilder(GeoJsonReader.Limits.OF_FILES, transform);
    try {
      geometries.each(area::add);
      return area.build();
    } catch (IllegalArgumentException e) {
      throw new AreaFormatException(e.getMessage(), "", e);
    }
  }
}
