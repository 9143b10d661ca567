/**
 * How one value of a pixel is made of those that many scenes have there: arrays in, arrays out.
 *
 * <p>Knows the model alone; who reads scenes is {@code io.landfall.raster.warp}. Open {@link
 * io.landfall.raster.composite.PixelReduction} first.
 */
package io.landfall.raster.composite;
