/**
 * The raster that tells which scene gave each pixel of another, and the table of its numbers.
 *
 * <p>Knows plans alone; its pixels come from {@code io.landfall.raster.warp}, its tiles from {@code
 * io.landfall.raster.cog}. Open {@link io.landfall.raster.provenance.ProvenancePlan} first.
 */
package io.landfall.raster.provenance;
