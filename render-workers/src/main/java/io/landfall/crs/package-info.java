/**
 * GeoTools, and nothing else of it anywhere: coordinate systems and transforms of the EPSG database
 * behind the ports of {@code io.landfall.raster.crs}.
 *
 * <p>No type of GeoTools is in a signature, no parser of GeoTools sees a user's text. Open {@link
 * io.landfall.crs.GeoToolsTransforms} first.
 */
package io.landfall.crs;
