package io.landfall.tiles;

import io.landfall.model.PixelGrid;

/**
 * Where the grid of a layer lies on the map, at each of its places around the Earth. An export of
 * the layer ends there, so tiles do.
 *
 * @param width in metres of the projection
 */
record LayerExtent(double west, double width, double north, double south) {
  /** Edges are met to so many pixels. */
  private static final double TOLERANCE = 1e-6;

  static LayerExtent of(PixelGrid layer) {
    return new LayerExtent(layer.west(), layer.east() - layer.west(), layer.north(), layer.south());
  }

  /** Tells whether it shares pixels with a part of the map. */
  boolean touches(PixelGrid part) {
    return isAcross(part.west(), part.east() - part.west(), TOLERANCE * part.pixelWidth())
        && isDown(part.north(), part.south(), TOLERANCE * part.pixelHeight());
  }

  /** Returns which columns of a part of the map lie on it, at least with an edge. */
  boolean[] columns(PixelGrid part) {
    boolean[] inside = new boolean[part.width()];
    double side = part.pixelWidth();
    for (int column = 0; column < inside.length; column++) {
      inside[column] = isAcross(part.west() + column * side, side, TOLERANCE * side);
    }
    return inside;
  }

  /** Tells whether a row of a part of the map lies on it likewise. */
  boolean hasRow(PixelGrid part, int row) {
    double side = part.pixelHeight();
    return isDown(part.north() - row * side, part.north() - (row + 1) * side, TOLERANCE * side);
  }

  private boolean isAcross(double from, double length, double tolerance) {
    double turns = Math.floor((from - west) / WebMercator.WORLD);
    double offset = from - west - turns * WebMercator.WORLD;
    return offset < width - tolerance || offset + length > WebMercator.WORLD + tolerance;
  }

  private boolean isDown(double top, double bottom, double tolerance) {
    return bottom < north - tolerance && top > south + tolerance;
  }
}
