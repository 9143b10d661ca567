package io.landfall.raster.zarr;

/**
 * A level of the raster as arrays.
 *
 * @param number 0 is full resolution
 * @param width in pixels
 * @param height in pixels
 * @param chunk side of a chunk, in pixels
 * @param chunksOfShard side of a shard, in chunks
 */
record ZarrLevel(int number, int width, int height, int chunk, int chunksOfShard) {
  private static final int MOST_CHUNKS_OF_SHARD = 8;

  /** So that even what cannot be compressed is far from the 4 GiB of an entry in a zip file. */
  private static final long MAX_SHARD_BYTES = 1L << 30;

  /**
   * Chooses shards: of 64 chunks, fewer where the level has fewer, or chunks are large.
   *
   * @param pixelBytes of all bands
   */
  static ZarrLevel of(int number, int width, int height, int chunk, int pixelBytes) {
    int side = 1;
    int longest = (Math.max(width, height) + chunk - 1) / chunk;
    while (side < MOST_CHUNKS_OF_SHARD
        && side < longest
        && 4L * side * side * chunk * chunk * pixelBytes <= MAX_SHARD_BYTES) {
      side *= 2;
    }
    return new ZarrLevel(number, width, height, chunk, side);
  }

  /** Returns the name of its group. */
  String name() {
    return String.valueOf(number);
  }

  /** Returns how many pixels of full resolution stand side by side in one of its own. */
  double scale() {
    return 1L << number;
  }

  int chunksAcross() {
    return (width + chunk - 1) / chunk;
  }

  int chunksDown() {
    return (height + chunk - 1) / chunk;
  }

  int shardsAcross() {
    return (chunksAcross() + chunksOfShard - 1) / chunksOfShard;
  }

  int shardsDown() {
    return (chunksDown() + chunksOfShard - 1) / chunksOfShard;
  }
}
