/**
 * Values of live map tiles: which tile, of what, as which image; and what a layer, a point and an
 * area of it hold.
 *
 * <p>Records over the JDK and the model. Open {@link io.landfall.model.tile.TileLayer} first.
 */
package io.landfall.model.tile;
