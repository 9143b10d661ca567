/**
 * Zarr 3 of a finished raster, in one zip file: its levels as sharded arrays whose chunks are the
 * tiles of the raster as they stand in it. {@link io.landfall.raster.zarr.ZarrWriter} sequences,
 * {@link io.landfall.raster.zarr.ZarrMetadata} tells what the arrays are, {@link
 * io.landfall.raster.zarr.StoredZip} writes the file. Knows rasters and compressors, no store.
 */
package io.landfall.raster.zarr;
