package io.landfall.tiles;

import io.landfall.model.TileFormat;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileSize;

/**
 * What tells an encoded tile from all others of the node.
 *
 * @param layer the number of the {@link PlannedLayer}
 */
record TileKey(long layer, TileAddress address, TileSize size, TileFormat format) {}
