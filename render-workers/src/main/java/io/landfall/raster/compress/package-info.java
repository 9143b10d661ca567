/**
 * Compressors of output tiles: DEFLATE by our own coder of runs, by libdeflate or the JDK, LZW,
 * Zstandard; which one a format gets, with its version, since bytes depend on it.
 *
 * <p>Knows the core and the codecs of the reader. JNA is used here and nowhere else. Open {@link
 * io.landfall.raster.compress.Compressors} first.
 */
package io.landfall.raster.compress;
