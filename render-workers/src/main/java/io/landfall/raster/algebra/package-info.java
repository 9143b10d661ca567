/**
 * Compiles an expression to steps over registers, each a row or a window of doubles, and runs them;
 * no allocation per pixel.
 *
 * <p>Knows the expressions of the model and the core. Open {@link
 * io.landfall.raster.algebra.AlgebraProgram} first, then {@code Compiler}.
 */
package io.landfall.raster.algebra;
