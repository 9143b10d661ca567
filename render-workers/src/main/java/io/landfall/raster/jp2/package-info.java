/**
 * Reads JPEG 2000: boxes (JP2), codestreams (J2K), and where they lie. Headers and limits are read
 * here; the tiles themselves are decoded one at a time, by the system's OpenJPEG, as codestreams of
 * a single tile that this package writes, or else in Java, by {@code io.landfall.raster.jp2.tile}.
 *
 * <p>Knows rasters and bytes. Open {@link io.landfall.raster.jp2.Jp2File} first.
 */
package io.landfall.raster.jp2;
