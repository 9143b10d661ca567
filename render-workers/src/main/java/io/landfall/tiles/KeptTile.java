package io.landfall.tiles;

import io.landfall.model.tile.TileImage;
import java.util.Optional;

/**
 * A tile as it was made before.
 *
 * @param image empty where the layer shows nothing
 */
record KeptTile(Optional<TileImage> image) {}
