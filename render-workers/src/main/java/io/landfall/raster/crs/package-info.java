/**
 * Coordinate systems as pixels see them: the port to whoever knows them, {@link
 * io.landfall.raster.crs.CoordinateTransforms}, places that repeat around the Earth, and the
 * cylindrical projections that files define by numbers.
 *
 * <p>Knows the core; GeoTools stands behind the port, in {@code io.landfall.crs}. Open {@link
 * io.landfall.raster.crs.CoordinateTransforms} first.
 */
package io.landfall.raster.crs;
