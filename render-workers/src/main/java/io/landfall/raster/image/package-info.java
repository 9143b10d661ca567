/**
 * Rendered images for people: PNG and JPEG written row by row, thumbnails, world files.
 *
 * <p>Knows the core; an image is made from a finished raster, not from scenes. Open {@link
 * io.landfall.raster.image.PngWriter} first, then {@link io.landfall.raster.image.Thumbnail}.
 */
package io.landfall.raster.image;
