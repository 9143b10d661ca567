package io.landfall.raster.tiff;

/**
 * One resolution of an image.
 *
 * @param mask of one band, as large as the image, not 0 where a pixel is valid; {@code null}: there
 *     is none
 */
record Level(ImageLayout image, ImageLayout mask) {}
