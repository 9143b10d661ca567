/**
 * Exports that become files of map tiles: in web Mercator, on the pixels of a zoom. Requests are
 * completed and grids laid; knows no scenes. Open {@link io.landfall.plan.maptile.MapTileChoice}
 * first.
 */
package io.landfall.plan.maptile;
