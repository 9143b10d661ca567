/**
 * Pixels, and nothing else: reading TIFF blocks, warping, mosaics, masks, tools, overviews, and the
 * layout of the Cloud-Optimized GeoTIFF. Arrays in, arrays out: knows no Akka, no store, no HTTP,
 * no clock.
 */
package io.landfall.raster;
