/**
 * Pictures of finished rasters for programs that know no GeoTIFF: PNG and JPEG with their world
 * files, and thumbnails. Everything streams row by row; nobody holds a whole picture.
 */
package io.landfall.raster.picture;
