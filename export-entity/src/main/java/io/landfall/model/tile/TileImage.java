package io.landfall.model.tile;

/**
 * An encoded tile.
 *
 * @param bytes of the image; shared, not to be changed
 */
public record TileImage(TileFormat format, byte[] bytes) {}
