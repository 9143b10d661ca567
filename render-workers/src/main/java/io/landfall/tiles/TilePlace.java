package io.landfall.tiles;

import io.landfall.model.tile.TileAddress;

/**
 * Eight by eight tiles: about a view. They are rendered together where many wait, as they show the
 * same blocks of scenes.
 */
record TilePlace(long layer, int z, int x, int y) {
  private static final int SHIFT = 3;

  /** Returns where a tile of a layer lies. */
  static TilePlace of(long layer, TileAddress tile) {
    return new TilePlace(layer, tile.z(), tile.x() >> SHIFT, tile.y() >> SHIFT);
  }
}
