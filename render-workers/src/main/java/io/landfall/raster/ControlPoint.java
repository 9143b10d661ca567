package io.landfall.raster;

/**
 * A ground control point: a place in a raster, and on the ground.
 *
 * @param column 0.5 is the first centre
 * @param row likewise
 * @param x in the CRS of the raster
 * @param y likewise
 */
public record ControlPoint(double column, double row, double x, double y) {}
