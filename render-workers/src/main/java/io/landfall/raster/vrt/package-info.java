/**
 * GDAL's virtual rasters (VRT): mosaics and stacks of bands of other files, as GDAL reads them.
 *
 * <p>Knows rasters, which it is given opened; not where files lie. Open {@link
 * io.landfall.raster.vrt.VrtFile} first, then {@link io.landfall.raster.vrt.VrtReader}.
 */
package io.landfall.raster.vrt;
