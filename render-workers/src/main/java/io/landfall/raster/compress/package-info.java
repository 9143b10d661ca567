/**
 * Compressors of output tiles: DEFLATE by our own coder of runs, by libdeflate or the JDK, LZW,
 * Zstandard; of samples JPEG by the JDK, WebP and LERC by the system's libraries; which one a
 * format gets, with its version, since bytes depend on it.
 *
 * <p>Knows the core and the codecs of the reader. Open {@link
 * io.landfall.raster.compress.TileCompression} first.
 */
package io.landfall.raster.compress;
