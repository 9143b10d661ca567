/**
 * How a scene is made fit for the eye: colour corrections, the statistics they rest on, and named
 * choices of bands. Plain values; the pixels are in {@code io.landfall.raster.color}.
 */
package io.landfall.model.color;
