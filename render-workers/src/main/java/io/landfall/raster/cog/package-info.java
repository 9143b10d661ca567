/**
 * The output file: how it is cut ({@link io.landfall.raster.cog.CogLayout}, {@link
 * io.landfall.raster.cog.LayoutPlanner}), how a task of it is rendered and encoded ({@link
 * io.landfall.raster.cog.TaskRenderer}), and how tasks are put together ({@link
 * io.landfall.raster.cog.CogAssembler}).
 *
 * <p>Knows warp, the compressors and the TIFF format; bytes leave it as arrays, never to a store.
 * Open {@link io.landfall.raster.cog.TaskRenderer} first.
 */
package io.landfall.raster.cog;
