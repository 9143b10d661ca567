/**
 * Decodes one tile of a codestream of JPEG 2000: its headers, packets, code-blocks and wavelets, in
 * the arithmetic of OpenJPEG. What it is given was bounded by {@code io.landfall.raster.jp2}.
 *
 * <p>Knows rectangles of pixels and nothing else of ours. Open {@link
 * io.landfall.raster.jp2.tile.TileReader} first.
 */
package io.landfall.raster.jp2.tile;
