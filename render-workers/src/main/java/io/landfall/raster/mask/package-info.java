/**
 * Areas of interest on a grid. Knows coordinate transforms and the core above it, and JTS. Open
 * {@link io.landfall.raster.mask.GridMask} first.
 */
package io.landfall.raster.mask;
