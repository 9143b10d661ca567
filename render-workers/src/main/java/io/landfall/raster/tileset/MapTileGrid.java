package io.landfall.raster.tileset;

import io.landfall.model.PixelGrid;
import io.landfall.model.tile.TileAddress;
import io.landfall.raster.PixelRect;

/**
 * Where a raster in web Mercator lies among map tiles of 256 pixels. Its pixels are those of a zoom
 * level, and those of its overview {@code n} the pixels of the zoom {@code n} lower, as its
 * north-western corner lies on a whole multiple of {@code 2^n} pixels. A raster that crosses the
 * antimeridian goes on beyond it in the east; its tiles there are those of the far west.
 *
 * @param zoom whose pixels are those of full resolution
 * @param west of its first column, in pixels of that zoom from the western edge of the map
 * @param north of its first row, in pixels of that zoom from the northern edge of the map
 * @param width in pixels
 * @param height in pixels
 */
public record MapTileGrid(int zoom, long west, long north, int width, int height) {
  /** The CRS of all map tiles. */
  public static final int EPSG = 3857;

  /** The side of a tile, in pixels. */
  public static final int TILE = 256;

  /** The finest zoom: a pixel of 9 mm. */
  public static final int MAX_ZOOM = 24;

  /** Pixels nearer than this to a whole number lie on it. */
  private static final double SNAP = 1e-6;

  /** Returns the side of a pixel at a zoom, in metres of the projection. */
  public static double resolution(int zoom) {
    return 2 * TileAddress.HALF_WORLD / ((long) TILE << zoom);
  }

  /** Returns the zoom whose pixels are nearest to a resolution, as a factor. */
  public static int zoomNear(double resolution) {
    double zoom = Math.log(resolution(0) / resolution) / Math.log(2);
    return (int) Math.max(0, Math.min(MAX_ZOOM, Math.rint(zoom)));
  }

  /**
   * Returns the grid of an area, in metres of the projection: its pixels, and some in the west and
   * north, so that overviews have the pixels of lower zooms. What lies beyond the map in the north
   * or south, or more than once around the Earth, is left out.
   *
   * @param blockSize of the raster, at which its overviews end
   * @return pixels of {@code zoom}; its sides are {@link Integer#MAX_VALUE} at most
   */
  public static MapTileGrid around(
      double west, double south, double east, double north, int zoom, int blockSize) {
    double resolution = resolution(zoom);
    long world = (long) TILE << zoom;
    long left = (long) Math.floor((west + TileAddress.HALF_WORLD) / resolution + SNAP);
    long right = (long) Math.ceil((east + TileAddress.HALF_WORLD) / resolution - SNAP);
    long top = clamp(Math.floor((TileAddress.HALF_WORLD - north) / resolution + SNAP), world - 1);
    long bottom = clamp(Math.ceil((TileAddress.HALF_WORLD - south) / resolution - SNAP), world);
    if (right - left > world) {
      left = 0;
      right = world;
    }
    for (int overviews = 0; ; overviews++) {
      long alignedLeft = left >> overviews << overviews;
      long alignedTop = top >> overviews << overviews;
      long width = Math.max(1, right - alignedLeft);
      long height = Math.max(1, bottom - alignedTop);
      if (halved(Math.max(width, height), overviews) <= blockSize) {
        return new MapTileGrid(
            zoom,
            alignedLeft,
            alignedTop,
            (int) Math.min(Integer.MAX_VALUE, width),
            (int) Math.min(Integer.MAX_VALUE, height));
      }
    }
  }

  private static long clamp(double pixel, long most) {
    return (long) Math.max(0, Math.min(most, pixel));
  }

  /**
   * Returns where a raster lies.
   *
   * @throws IllegalArgumentException if its pixels are not those of a zoom
   */
  public static MapTileGrid of(PixelGrid grid) {
    int zoom = zoomNear(grid.pixelWidth());
    double resolution = resolution(zoom);
    double west = (grid.west() + TileAddress.HALF_WORLD) / resolution;
    double north = (TileAddress.HALF_WORLD - grid.north()) / resolution;
    boolean fits =
        grid.epsg() == EPSG
            && Math.abs(grid.pixelWidth() / resolution - 1) < 1e-9
            && Math.abs(west - Math.rint(west)) < 1e-3
            && Math.abs(north - Math.rint(north)) < 1e-3;
    if (!fits) {
      throw new IllegalArgumentException("Cannot cut map tiles of %s".formatted(grid));
    }
    return new MapTileGrid(zoom, Math.round(west), Math.round(north), grid.width(), grid.height());
  }

  /** Returns the grid of the raster. */
  public PixelGrid pixels() {
    double resolution = resolution(zoom);
    return new PixelGrid(
        EPSG,
        west * resolution - TileAddress.HALF_WORLD,
        TileAddress.HALF_WORLD - north * resolution,
        resolution,
        width,
        height);
  }

  /**
   * Returns the lowest zoom that there is a level for.
   *
   * @param overviews that the raster has
   */
  public int minZoom(int overviews) {
    int level = 0;
    while (level < Math.min(overviews, zoom) && isAligned(level + 1)) {
      level++;
    }
    return zoom - level;
  }

  private boolean isAligned(int level) {
    long mask = (1L << level) - 1;
    return (west & mask) == 0 && (north & mask) == 0;
  }

  /**
   * Returns the tiles that a zoom has, by columns and rows that may lie beyond the antimeridian.
   */
  public PixelRect tiles(int ofZoom) {
    int level = zoom - ofZoom;
    long left = west >> level;
    long top = north >> level;
    return PixelRect.between(
        (int) Math.floorDiv(left, (long) TILE),
        (int) Math.floorDiv(top, (long) TILE),
        (int) Math.floorDiv(left + halved(width, level) - 1, (long) TILE) + 1,
        (int) Math.floorDiv(top + halved(height, level) - 1, (long) TILE) + 1);
  }

  /**
   * Returns where a tile lies on the level of its zoom, in its pixels, of which some may lie beyond
   * its edges.
   *
   * @param column as {@link #tiles} counts them
   */
  public PixelRect window(int ofZoom, int column, int row) {
    int level = zoom - ofZoom;
    int x = (int) ((long) column * TILE - (west >> level));
    int y = (int) ((long) row * TILE - (north >> level));
    return PixelRect.between(x, y, x + TILE, y + TILE);
  }

  /**
   * Tells whether a square of tiles holds any of the raster's.
   *
   * @param column of its first tile, from 0 to before {@code 2^ofZoom}
   * @param side in tiles
   */
  public boolean touches(int ofZoom, long column, long row, long side) {
    PixelRect tiles = tiles(ofZoom);
    long world = 1L << ofZoom;
    long next = column + Math.floorDiv(tiles.x0() - column + world - side, world) * world;
    return row < tiles.y1() && row + side > tiles.y0() && next < tiles.x1();
  }

  private static long halved(long size, int level) {
    return (size + (1L << level) - 1) >> level;
  }
}
