/**
 * One class for each compression of TIFF blocks that is read. A new one is a {@link
 * io.landfall.raster.tiff.codec.Codec} and a line in {@link io.landfall.raster.tiff.codec.Codecs}.
 *
 * <p>Takes a block's bytes and gives samples' bytes; knows no file and no directory. Open {@link
 * io.landfall.raster.tiff.codec.Codec} first.
 */
package io.landfall.raster.tiff.codec;
