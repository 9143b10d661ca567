/**
 * Reads JPEG 2000: boxes (JP2), codestreams (J2K), and where they lie. Headers, tiles and limits
 * are read here, in Java; the tiles themselves are decoded by the system's OpenJPEG, one at a time,
 * as codestreams of a single tile that this package writes.
 *
 * <p>Knows rasters and bytes. Open {@link io.landfall.raster.jp2.Jp2File} first.
 */
package io.landfall.raster.jp2;
