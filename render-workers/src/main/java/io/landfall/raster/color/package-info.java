/**
 * Compiled colour correction: three bands of any type become bytes; with the histograms that the
 * corrections rest on.
 *
 * <p>Knows the corrections of the model; no file and no window. Open {@link
 * io.landfall.raster.color.ColorProgram} first.
 */
package io.landfall.raster.color;
