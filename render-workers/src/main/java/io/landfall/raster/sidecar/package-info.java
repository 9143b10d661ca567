/**
 * Rasters together with what other files tell of them: masks, overviews, and GDAL's metadata.
 *
 * <p>Knows rasters and the text of coordinate systems; not where files lie. Open {@link
 * io.landfall.raster.sidecar.OverviewedRasterFile} first.
 */
package io.landfall.raster.sidecar;
