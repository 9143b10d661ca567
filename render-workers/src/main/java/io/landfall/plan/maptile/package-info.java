/**
 * Exports that become files of map tiles: in web Mercator, on the pixels of a zoom. {@link
 * io.landfall.plan.maptile.MapTileChoice} completes requests and lays grids; knows no scenes.
 */
package io.landfall.plan.maptile;
