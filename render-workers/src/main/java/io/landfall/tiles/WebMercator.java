package io.landfall.tiles;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileSize;

/** Tiles and places in Web Mercator, whose pixels lie on whole multiples of their side. */
final class WebMercator {
  static final int EPSG = 3857;

  /** How long the Earth is, in metres of the projection. */
  static final double WORLD = 2 * TileAddress.HALF_WORLD;

  /** Where the square of the Earth ends. */
  private static final double MAX_LATITUDE = 85.051128779806604;

  private WebMercator() {}

  /** Returns the grid of a tile: that of an export of its square at its resolution. */
  static PixelGrid grid(TileAddress tile, TileSize size) {
    long world = (long) size.pixels() << tile.z();
    double resolution = WORLD / world;
    return new PixelGrid(
        EPSG,
        ((long) tile.x() * size.pixels() - world / 2) * resolution,
        (world / 2 - (long) tile.y() * size.pixels()) * resolution,
        resolution,
        size.pixels(),
        size.pixels());
  }

  /** Returns the side of a pixel of a tile of 256, in metres. */
  static double resolution(int zoom) {
    return WORLD / ((long) TileSize.NORMAL.pixels() << zoom);
  }

  static double x(double lon) {
    return lon / 180 * TileAddress.HALF_WORLD;
  }

  /** Returns the ground y of a latitude; beyond the square, of its edge. */
  static double y(double lat) {
    double within = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat));
    double sine = Math.sin(Math.toRadians(within));
    double y = Math.log((1 + sine) / (1 - sine)) / 2 / Math.PI * TileAddress.HALF_WORLD;
    return Math.max(-TileAddress.HALF_WORLD, Math.min(TileAddress.HALF_WORLD, y));
  }

  static double lon(double x) {
    return x / TileAddress.HALF_WORLD * 180;
  }

  static double lat(double y) {
    return Math.toDegrees(Math.atan(Math.sinh(y / TileAddress.HALF_WORLD * Math.PI)));
  }

  /** Tells whether the map has a latitude. */
  static boolean hasLatitude(double lat) {
    return Math.abs(lat) <= MAX_LATITUDE;
  }

  /** Says that something lies beyond the map. */
  static ExportFailure beyondMap(String what) {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID,
        "%s: maps in Web Mercator end at 85.0511 degrees north and south. Ask within them, or export the scenes in another projection."
            .formatted(what));
  }

  /** Tells whether the map has some of an area. */
  static boolean hasSomeOf(LonLatBounds area) {
    return area.south() < MAX_LATITUDE && area.north() > -MAX_LATITUDE;
  }

  /** Returns the box of a grid; beyond 180 degrees where it goes on beyond the antimeridian. */
  static LonLatBounds bounds(PixelGrid grid) {
    double side = lon(grid.pixelWidth());
    double from = lon(grid.west());
    double degrees = lon(grid.east()) - from;
    boolean isRounded = from < -180 && from > -180 - side; // outwards, to a whole pixel
    double turns = isRounded ? 0 : -360 * Math.floor((from + 180) / 360);
    double west = degrees >= 360 ? -180 : Math.max(-180, from + turns);
    double east = Math.max(Math.nextUp(west), Math.min(west + 360, from + turns + degrees));
    if (degrees >= 360) {
      east = 180;
    }
    double south = Math.max(-MAX_LATITUDE, lat(grid.south()));
    double north = Math.min(MAX_LATITUDE, lat(grid.north()));
    return new LonLatBounds(west, south, east, Math.max(Math.nextUp(south), north));
  }
}
