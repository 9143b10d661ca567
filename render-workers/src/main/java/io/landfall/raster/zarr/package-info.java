/**
 * Zarr 3 of a finished raster, in one zip file: its levels as sharded arrays whose chunks are the
 * tiles of the raster as they stand in it. Knows rasters and compressors, no store.
 *
 * <p>Open {@link io.landfall.raster.zarr.ZarrWriter} first, then {@link
 * io.landfall.raster.zarr.ZarrMetadata} and {@link io.landfall.raster.zarr.StoredZip}.
 */
package io.landfall.raster.zarr;
