/**
 * Zarr 3 in one zip file: what stands around the chunks, which are the tiles of the raster as they
 * are rendered. Knows nothing of tiles and of the store.
 *
 * <p>Open {@link io.landfall.raster.zarr.ZarrTree} first, then {@link
 * io.landfall.raster.zarr.StoredZip}; {@link io.landfall.raster.zarr.ZippedRaster} reads it as a
 * TIFF.
 */
package io.landfall.raster.zarr;
