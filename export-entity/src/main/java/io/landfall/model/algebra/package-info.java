/**
 * Map algebra as plain values: trees of operations over bands, the tools made of them, and the
 * reader of Raster Foundry's JSON. What the operations compute stands in {@link
 * io.landfall.model.algebra.LocalOperator}; {@code io.landfall.raster.algebra} compiles and runs
 * them.
 */
package io.landfall.model.algebra;
