/**
 * STAC API 1.0.0 over the index of scenes: one collection, {@code landsat}; searches, filters,
 * items.
 *
 * <p>Knows searches of the index and CQL2; no database. Open {@link
 * io.landfall.api.stac.StacRoutes} first, then {@code StacSearch}.
 */
package io.landfall.api.stac;
