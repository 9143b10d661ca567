/**
 * Where rasters lie that no affine transform places.
 *
 * <p>Open {@link io.landfall.plan.place.ControlPointPlace} first.
 */
package io.landfall.plan.place;
