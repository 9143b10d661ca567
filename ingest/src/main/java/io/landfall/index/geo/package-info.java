/**
 * Geometry in degrees: footprints and search areas that may cross the antimeridian, and their
 * GeoJSON.
 *
 * <p>Knows JTS and Jackson; no scene and no database. Open {@link io.landfall.index.geo.Footprints}
 * first, then {@link io.landfall.index.geo.SearchArea}.
 */
package io.landfall.index.geo;
