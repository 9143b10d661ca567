/**
 * Terrain models: the heights of the ground, read by windows of a raster in any CRS, and the
 * transforms of rasters whose pixels they place.
 *
 * <p>Knows the core and coordinate systems. Open {@link
 * io.landfall.raster.terrain.TerrainTransforms} first.
 */
package io.landfall.raster.terrain;
