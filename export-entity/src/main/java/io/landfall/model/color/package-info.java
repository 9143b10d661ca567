/**
 * Colours as values: corrections, the statistics they rest on, and band combinations known by name,
 * with their JSON reader.
 *
 * <p>Knows the model alone; the pixels are in {@code io.landfall.raster.color}. Open {@link
 * io.landfall.model.color.ColorCorrection} first.
 */
package io.landfall.model.color;
