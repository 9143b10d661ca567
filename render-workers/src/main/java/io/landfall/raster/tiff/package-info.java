/**
 * Reading TIFF and BigTIFF with GeoTIFF tags, from {@link io.landfall.raster.tiff.TiffFile#open}
 * on.
 *
 * <p>The bytes are taken to be hostile: every size is checked against the file and a limit before
 * anything is allocated, nothing recurses, and each failure is a {@link
 * io.landfall.raster.RasterException} with the name of the file and the offset. A new compression
 * is one {@link io.landfall.raster.tiff.codec.Codec} and one line in {@link
 * io.landfall.raster.tiff.codec.Codecs}; the numbers and their names are in {@code
 * io.landfall.raster.tiff.format}.
 */
package io.landfall.raster.tiff;
