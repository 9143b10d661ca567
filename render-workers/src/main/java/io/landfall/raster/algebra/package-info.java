/**
 * Map algebra over windows of pixels: a tree becomes a list of steps over registers, each a row or
 * a window of doubles. {@link io.landfall.raster.algebra.AlgebraProgram} is the way in.
 */
package io.landfall.raster.algebra;
