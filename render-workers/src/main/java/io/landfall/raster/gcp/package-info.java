/**
 * Rasters placed by ground control points: maps that are fitted to them, as GDAL fits them.
 *
 * <p>Pure numbers. Open {@link io.landfall.raster.gcp.ControlPointFit} first.
 */
package io.landfall.raster.gcp;
