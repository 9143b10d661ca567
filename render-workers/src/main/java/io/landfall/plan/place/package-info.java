/**
 * Where rasters lie: those that no affine transform places, on flat ground or on terrain, and the
 * outline of any in another CRS.
 *
 * <p>Open {@link io.landfall.plan.place.ControlPointPlace} first.
 */
package io.landfall.plan.place;
