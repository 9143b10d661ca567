/**
 * Map tiles of a finished raster: which tiles of the web's grid it covers at which zooms ({@link
 * io.landfall.raster.tileset.MapTileGrid}), their images ({@link
 * io.landfall.raster.tileset.TileImages}), the order of a PMTiles file and that file itself. Knows
 * rasters and image encoders, no store and no database. Open {@link
 * io.landfall.raster.tileset.TileSetWriter} first.
 */
package io.landfall.raster.tileset;
