package io.landfall.model.tile;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;

/**
 * A tile of the XYZ scheme in Web Mercator (EPSG:3857).
 *
 * @param z zoom, 0 to {@link #MAX_ZOOM}; the Earth is {@code 2^z} tiles a side
 * @param x column, 0 in the west
 * @param y row, 0 in the north
 */
public record TileAddress(int z, int x, int y) {
  /** The deepest zoom: a tile of 256 pixels then has 9 mm a pixel at the equator. */
  public static final int MAX_ZOOM = 24;

  /** Half the circumference of the Earth in Web Mercator, in metres. */
  public static final double HALF_WORLD = 20_037_508.342789244;

  public TileAddress {
    if (z < 0 || z > MAX_ZOOM) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid tile: zoom %d. It goes from 0 to %d.".formatted(z, MAX_ZOOM));
    }
    if (x < 0 || y < 0 || x >= 1 << z || y >= 1 << z) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid tile: there is no column %d, row %d at zoom %d; both go from 0 to %d."
              .formatted(x, y, z, (1 << z) - 1));
    }
  }

  /** Returns the side of the tile, in metres of Web Mercator. */
  public double side() {
    return 2 * HALF_WORLD / (1 << z);
  }

  /** Returns the ground x of the western edge. */
  public double west() {
    return x * side() - HALF_WORLD;
  }

  /** Returns the ground y of the northern edge. */
  public double north() {
    return HALF_WORLD - y * side();
  }
}
