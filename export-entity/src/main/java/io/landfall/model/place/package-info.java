/**
 * Where pixels of a raster lie that no affine transform places: maps that are fitted to control
 * points, and quotients of polynomials. Numbers alone; what computes with them is in {@code
 * raster.crs}. Open {@link io.landfall.model.place.PixelWarp} first.
 */
package io.landfall.model.place;
