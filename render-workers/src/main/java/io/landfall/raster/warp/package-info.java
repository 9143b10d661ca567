/**
 * From source pixels to rows of the output grid: kernels, and mosaics of scenes. One class is open,
 * {@link io.landfall.raster.warp.Mosaic}; it asks {@code InputGroupRows}, these a {@code
 * ScenePatch} for each scene, and that its pieces, which read windows and resample them.
 *
 * <p>Knows core, transforms, algebra and colours; not the output file. Open {@link
 * io.landfall.raster.warp.Mosaic} first.
 */
package io.landfall.raster.warp;
