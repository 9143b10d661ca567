/**
 * Pixels that clouds hide, masked by the quality band of their scene: {@link
 * io.landfall.raster.quality.QualityMaskFile} makes a mask of the band, {@link
 * io.landfall.raster.quality.CloudMaskedFile} lays it over another band.
 *
 * <p>Knows rasters; pure. Open {@link io.landfall.raster.quality.CloudMaskedFile} first.
 */
package io.landfall.raster.quality;
