/**
 * The actors that render: one coordinator for an export, one worker for a node, which pulls tasks,
 * renders and uploads them; the file's header at the end.
 *
 * <p>Sends what {@code io.landfall.schedule} decides; renders by {@link
 * io.landfall.worker.TaskExecutor}, stores by the store's port. Open {@link
 * io.landfall.worker.RenderCoordinator} first, then {@link io.landfall.worker.TileWorker}.
 */
package io.landfall.worker;
