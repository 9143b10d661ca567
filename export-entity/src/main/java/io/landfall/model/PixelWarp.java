package io.landfall.model;

/**
 * Where the pixels of a raster lie that is placed by control points, by two maps that are each
 * fitted to them: one is not exactly the other's inverse.
 *
 * @param toGround from columns and rows to the CRS
 * @param toPixel from the CRS to columns and rows
 */
public record PixelWarp(PlaneMap toGround, PlaneMap toPixel) {}
