/**
 * What was decided for an export, pinned before a pixel is read: scenes with the validators of
 * their files, bands, grid, tiles, tasks; and what a rendered task has left in the store. Same
 * plan, same bytes.
 *
 * <p>Knows the model and the request; not how a plan is made (that is {@code io.landfall.plan}) nor
 * how it is rendered. Open {@link io.landfall.model.plan.ExportPlan} first, then {@link
 * io.landfall.model.plan.TileLayout}.
 */
package io.landfall.model.plan;
