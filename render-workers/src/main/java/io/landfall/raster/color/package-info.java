/**
 * Colours: histograms and statistics of a statistics pass over a scene, and the compiled correction
 * that turns three bands of any type into bytes.
 */
package io.landfall.raster.color;
