/**
 * Live map tiles over HTTP: of projects, tools, scenes and finished exports, with what maps need
 * beside them (TileJSON, WMTS, values, histograms), let in by a token or a signed address.
 *
 * <p>Knows requests for exports and how they are read; pixels are behind {@link
 * io.landfall.export.MapTiles}. Open {@link io.landfall.api.tiles.TileRoutes} first.
 */
package io.landfall.api.tiles;
