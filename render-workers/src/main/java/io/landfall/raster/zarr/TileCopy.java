package io.landfall.raster.zarr;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Reads tiles in the order in which they lie in their file, those near one another at once, so that
 * there are few requests and few bytes in memory.
 */
final class TileCopy {
  private static final int MAX_READ = 4 << 20;
  private static final int MAX_GAP = 64 << 10;

  private final List<EncodedTile> tiles;

  /** Takes a tile. */
  @FunctionalInterface
  interface TileTaker {
    /** Takes one whose bytes begin at {@code from}. */
    void take(EncodedTile tile, byte[] bytes, int from) throws IOException;
  }

  TileCopy(List<EncodedTile> tiles) {
    this.tiles = tiles.stream().sorted(Comparator.comparingLong(EncodedTile::offset)).toList();
  }

  /** Gives each to {@code taker}, and {@code onTiles} their number. */
  void run(TileTaker taker, IntConsumer onTiles) throws IOException {
    for (int first = 0, next; first < tiles.size(); first = next) {
      long from = tiles.get(first).offset();
      long end = from + tiles.get(first).length();
      for (next = first + 1; next < tiles.size(); next++) {
        EncodedTile tile = tiles.get(next);
        long tileEnd = tile.offset() + tile.length();
        if (tile.offset() - end > MAX_GAP || tileEnd - from > MAX_READ) {
          break;
        }
        end = Math.max(end, tileEnd);
      }
      byte[] bytes = new byte[Math.toIntExact(end - from)];
      tiles.get(first).source().read(from, bytes, 0, bytes.length);
      for (EncodedTile tile : tiles.subList(first, next)) {
        taker.take(tile, bytes, (int) (tile.offset() - from));
      }
      onTiles.accept(next - first);
    }
  }
}
