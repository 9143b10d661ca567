/**
 * What the reader and the writers of TIFF share: the numbers of the format with their names ({@link
 * io.landfall.raster.tiff.format.Tag}, {@link io.landfall.raster.tiff.format.Compression}, ...),
 * image file directories as they are written ({@link
 * io.landfall.raster.tiff.format.DirectoryWriter}), and samples as blocks hold them, with both
 * predictors in both directions ({@link io.landfall.raster.tiff.format.BlockSamples}, {@link
 * io.landfall.raster.tiff.format.SampleRowEncoder}). Knows no file, no codec and no plan. Open
 * {@link io.landfall.raster.tiff.format.Tag} first.
 *
 * <p>Sources: TIFF 6.0, the BigTIFF and predictor notes of libtiff, GeoTIFF 1.1 (OGC 19-008r4), and
 * the tags that GDAL adds.
 */
package io.landfall.raster.tiff.format;
