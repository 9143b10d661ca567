package io.landfall.api.tiles;

import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.TileAddress;

/** Where tiles lie, in longitude and latitude. */
final class TileBounds {
  /** Web Mercator ends here: the Earth is a square then. */
  static final double MAX_LATITUDE = 85.051_128_779_806_6;

  private TileBounds() {}

  /** Tells whether a tile has more than an edge in common with {@code bounds}. */
  static boolean overlap(TileAddress tile, LonLatBounds bounds) {
    double side = 360.0 / (1 << tile.z());
    double west = tile.x() * side - 180;
    double south = latitude(tile.north() - tile.side());
    double north = latitude(tile.north());
    boolean beside = west + side <= bounds.west() || west >= bounds.east();
    boolean besideAgain = west + 360 + side <= bounds.west() || west + 360 >= bounds.east();
    return !(beside && besideAgain) && north > bounds.south() && south < bounds.north();
  }

  /** Returns the column of tiles that a longitude lies in, degrees -180 to 180. */
  static int column(double lon, int z) {
    return clamp(Math.floor((lon + 180) / 360 * (1 << z)), z);
  }

  /** Returns the row of tiles that a latitude lies in, degrees. */
  static int row(double lat, int z) {
    double radians = Math.toRadians(lat);
    double y = Math.log(Math.tan(Math.PI / 4 + radians / 2)) / Math.PI; // -1 to 1
    return clamp(Math.floor((1 - y) / 2 * (1 << z)), z);
  }

  private static int clamp(double place, int z) {
    return (int) Math.max(0, Math.min((1 << z) - 1, place));
  }

  /** Returns the latitude of a ground y of Web Mercator, degrees. */
  static double latitude(double y) {
    double radians = y / TileAddress.HALF_WORLD * Math.PI;
    return Math.toDegrees(2 * Math.atan(Math.exp(radians)) - Math.PI / 2);
  }
}
