/**
 * The core of pixels: blocks of samples, their cache, rectangles of pixels, no-data, masks. Arrays
 * in, arrays out: like all packages below it, it knows no Akka, no store, no HTTP, no clock. Open
 * {@link io.landfall.raster.RasterFile} first, then {@link io.landfall.raster.WindowReader}.
 */
package io.landfall.raster;
