/**
 * From a request to a plan: bands are chosen, headers read, the grid laid, the format completed,
 * tiles and tasks cut. The last place that may refuse a request.
 *
 * <p>Reads headers and overviews through {@code io.landfall.source}; renders nothing, keeps
 * nothing. Open {@link io.landfall.plan.RasterPlanner} first, then {@code GridPlanner}.
 */
package io.landfall.plan;
