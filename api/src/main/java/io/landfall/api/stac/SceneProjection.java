package io.landfall.api.stac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.index.geo.FootprintJson;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import java.util.OptionalInt;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/**
 * The projection that the USGS cuts a Landsat scene in: the UTM zone of its centre, northern zones
 * in the south too, and polar stereographic south of 63 degrees south. A footprint in a list is not
 * quite that of the product, so nothing is said near the edge of a zone, and of the grid nothing at
 * all before its metadata are read: software places the pixels by it without looking at the file.
 */
final class SceneProjection {
  private static final int UTM_NORTH = 32600;
  private static final int ANTARCTIC = 3031;
  private static final double ANTARCTIC_EDGE = -63;
  private static final double ZONE_DEGREES = 6;
  private static final double UNCERTAINTY_DEGREES = 0.15; // of latitude: 17 km

  private SceneProjection() {}

  /** Writes where the pixels lie: rows and columns, and the way from a pixel to the ground. */
  static void put(ObjectNode json, RasterGeometry grid) {
    json.putArray("proj:shape").add(grid.height()).add(grid.width());
    GeoTransform transform = grid.transform();
    json.putArray("proj:transform")
        .add(transform.pixelWidth())
        .add(transform.rowRotation())
        .add(transform.originX())
        .add(transform.columnRotation())
        .add(transform.pixelHeight())
        .add(transform.originY());
  }

  /** Returns the EPSG code; empty where it is in doubt. */
  static OptionalInt findEpsg(Geometry footprint) {
    Coordinate centre = FootprintJson.extent(footprint).centre();
    if (centre == null || Math.abs(centre.y - ANTARCTIC_EDGE) < UNCERTAINTY_DEGREES) {
      return OptionalInt.empty();
    }
    if (centre.y < ANTARCTIC_EDGE) {
      return OptionalInt.of(ANTARCTIC);
    }
    double zones = (centre.x + 180) / ZONE_DEGREES;
    double fromEdge = Math.abs(zones - Math.rint(zones)) * ZONE_DEGREES;
    return fromEdge * Math.cos(Math.toRadians(centre.y)) < UNCERTAINTY_DEGREES
        ? OptionalInt.empty()
        : OptionalInt.of(UTM_NORTH + 1 + Math.floorMod((int) Math.floor(zones), 60));
  }
}
