/**
 * GeoJSON (RFC 7946) that somebody else wrote, read within one set of limits. Knows JTS, Jackson
 * and the model above it. Open {@link io.landfall.model.geojson.GeoJsonReader} first.
 */
package io.landfall.model.geojson;
