/**
 * Threads of a node that have nothing to do, and parts of a task that they take: at the end of an
 * export, and where it is one task, a processor would else stand still.
 *
 * <p>Knows nothing of pixels. Open {@link io.landfall.raster.idle.JobsInOrder} first.
 */
package io.landfall.raster.idle;
