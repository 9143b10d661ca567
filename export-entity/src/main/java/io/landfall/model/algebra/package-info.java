/**
 * Map algebra as values: expressions over bands, local and focal operators with what they compute,
 * built-in tools, and the reader of Raster Foundry's tool JSON.
 *
 * <p>Knows the model alone; {@code io.landfall.raster.algebra} compiles and runs these values. Open
 * {@link io.landfall.model.algebra.Expression} first, then {@link
 * io.landfall.model.algebra.ToolReader}.
 */
package io.landfall.model.algebra;
