/**
 * Areas of interest in the files and texts that people have: GeoJSON, shapefiles, GeoPackages, KML,
 * WKT, boxes, zipped or not. Formats are read by libraries, each in one class, and joined by the
 * rules of GeoJSON. Knows the model and archives. Open {@link io.landfall.area.AreaFile} first.
 */
package io.landfall.area;
