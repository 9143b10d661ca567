/**
 * Kernels: from a window of source pixels to a row of output pixels, as GDAL's warper computes
 * them; or gathered from parts of a source that is too large to hold.
 *
 * <p>Pure arithmetic over arrays: knows neither files nor projections. Open {@link
 * io.landfall.raster.warp.kernel.Kernel} first.
 */
package io.landfall.raster.warp.kernel;
