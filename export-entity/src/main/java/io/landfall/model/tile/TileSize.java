package io.landfall.model.tile;

/** How many pixels a tile has; both show the same area. */
public enum TileSize {
  /** 256 pixels a side. */
  NORMAL(256),
  /** 512 pixels a side, {@code @2x} in addresses, for dense screens. */
  DOUBLE(512);

  private final int pixels;

  TileSize(int pixels) {
    this.pixels = pixels;
  }

  /** Returns the side, in pixels. */
  public int pixels() {
    return pixels;
  }
}
