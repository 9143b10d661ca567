/**
 * Where rasters lie that no affine transform places.
 *
 * <p>Open {@link io.landfall.plan.place.ControlPointPlace}.
 */
package io.landfall.plan.place;
