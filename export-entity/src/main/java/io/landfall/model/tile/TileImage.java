package io.landfall.model.tile;

import io.landfall.model.TileFormat;

/**
 * An encoded tile.
 *
 * @param bytes of the image; shared, not to be changed
 */
public record TileImage(TileFormat format, byte[] bytes) {}
