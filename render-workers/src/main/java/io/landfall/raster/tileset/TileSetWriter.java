package io.landfall.raster.tileset;

import io.landfall.model.TileFormat;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;

/**
 * Cuts a raster in web Mercator into map tiles, from the lowest zoom to that of its pixels. Some
 * tiles at a time are drawn, side by side where others help; blocks that tiles share are kept.
 */
public final class TileSetWriter {
  /** What a file of map tiles is made by. */
  public interface TileSink {
    /**
     * Takes a tile, each after those before it in the order of {@code id}.
     *
     * @param id its number in the order of a PMTiles file
     */
    void add(long id, int zoom, int column, int row, byte[] image) throws IOException;
  }

  /** Decoded blocks, of a raster of three bands of bytes in blocks of 512 some 80. */
  public static final long CACHE_BYTES = 64L << 20;

  private static final int TILES_AT_A_TIME = 64;

  private final TileImages images;
  private final MapTileGrid grid;
  private final int minZoom;
  private final TileSink sink;
  private final Executor help;
  private final IntConsumer onTiles;
  private final List<WantedTile> wanted = new ArrayList<>();

  /** A tile that is being drawn. */
  private record WantedTile(long id, int zoom, int column, int row, FutureTask<byte[]> image) {}

  /**
   * Makes one.
   *
   * @param help may refuse
   * @param onTiles is told how many more tiles are done; what it throws ends the work
   */
  public TileSetWriter(
      RasterFile raster,
      MapTileGrid grid,
      TileFormat format,
      TileSink sink,
      Executor help,
      IntConsumer onTiles) {
    this.images = new TileImages(raster, grid, format, new BlockCache(CACHE_BYTES));
    this.grid = grid;
    this.minZoom = grid.minZoom(raster.info().overviews().size());
    this.sink = sink;
    this.help = help;
    this.onTiles = onTiles;
  }

  /**
   * Writes all tiles that have data.
   *
   * @throws io.landfall.raster.RasterException if the raster cannot be read
   */
  public void write() throws IOException {
    for (int zoom = minZoom; zoom <= grid.zoom(); zoom++) {
      int of = zoom;
      try {
        HilbertOrder.visit(
            of,
            (column, row, side) -> grid.touches(of, column, row, side),
            (id, column, row) -> want(id, of, column, row));
      } catch (SinkException e) {
        throw e.failure;
      }
    }
    drain();
  }

  /** Carries what a sink says through the order of tiles. */
  private static final class SinkException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final IOException failure;

    SinkException(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  private void want(long id, int zoom, int column, int row) {
    wanted.add(
        new WantedTile(
            id, zoom, column, row, new FutureTask<>(() -> images.image(zoom, column, row))));
    if (wanted.size() == TILES_AT_A_TIME) {
      try {
        drain();
      } catch (IOException e) {
        throw new SinkException(e);
      }
    }
  }

  private void drain() throws IOException {
    askForHelp();
    try {
      for (WantedTile tile : wanted) {
        tile.image().run(); // unless it is done, or being done
        byte[] image = get(tile.image());
        if (image != null) {
          sink.add(tile.id(), tile.zoom(), tile.column(), tile.row(), image);
        }
      }
      onTiles.accept(wanted.size());
    } finally {
      wanted.forEach(tile -> tile.image().cancel(false));
      wanted.clear();
    }
  }

  private void askForHelp() {
    try {
      for (int i = wanted.size() - 1; i > 0; i--) { // from the other end
        help.execute(wanted.get(i).image());
      }
    } catch (RejectedExecutionException busy) {
      // the others are done here
    }
  }

  private static byte[] get(FutureTask<byte[]> image) {
    try {
      return image.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The work on map tiles was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
