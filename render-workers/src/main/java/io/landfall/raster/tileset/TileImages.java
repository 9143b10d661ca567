package io.landfall.raster.tileset;

import io.landfall.model.TileFormat;
import io.landfall.model.color.ColorTable;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.image.LibWebp;
import io.landfall.raster.image.ShownPixels;
import io.landfall.raster.image.SmallJpeg;
import io.landfall.raster.image.SmallPng;
import java.util.Arrays;

/**
 * Draws the map tiles of a raster of bytes: each pixel as it stands in the level of the tile's
 * zoom. A pixel has data if the mask says so, or one of its bands is not no-data. Safe for any
 * thread.
 */
final class TileImages {
  private static final int TILE = MapTileGrid.TILE;

  private final RasterFile raster;
  private final MapTileGrid grid;
  private final TileFormat format;
  private final BlockCache cache;
  private final int bands;
  private final ColorTable colors;
  private final Double nodata;

  TileImages(RasterFile raster, MapTileGrid grid, TileFormat format, BlockCache cache) {
    this.raster = raster;
    this.grid = grid;
    this.format = format;
    this.cache = cache;
    this.bands = raster.info().bands().size();
    this.colors = raster.info().colors();
    this.nodata = raster.hasMask() ? null : raster.info().bands().get(0).nodata();
  }

  /**
   * Returns the image of a tile; {@code null}: it has no data.
   *
   * @param column from 0 to before {@code 2^zoom}
   */
  byte[] image(int zoom, int column, int row) {
    double[][][] rows = new double[TILE][bands][TILE];
    for (double[][] one : rows) {
      for (double[] band : one) {
        Arrays.fill(band, Double.NaN);
      }
    }
    PixelRect tiles = grid.tiles(zoom);
    int world = 1 << zoom;
    int first = column + Math.floorDiv(tiles.x0() - column + world - 1, world) * world;
    for (int at = first; at < tiles.x1(); at += world) {
      draw(grid.zoom() - zoom, grid.window(zoom, at, row), rows);
    }
    ShownPixels shown = new ShownPixels(TILE, TILE, bands, colors);
    for (int y = 0; y < TILE; y++) {
      shown.addRow(y, rows[y]);
    }
    return shown.isEmpty() ? null : encode(shown);
  }

  private byte[] encode(ShownPixels pixels) {
    return switch (format) {
      case PNG -> SmallPng.encode(pixels);
      case JPEG -> SmallJpeg.encode(pixels);
      case WEBP ->
          LibWebp.find()
              .orElseThrow(() -> new IllegalStateException("There is no libwebp"))
              .encode(pixels);
    };
  }

  private void draw(int level, PixelRect window, double[][][] rows) {
    RasterInfo.Size size = raster.info().size(level);
    RasterInfo.Size block = raster.blockSize(level);
    PixelRect all = new PixelRect(0, 0, size.width(), size.height());
    PixelRect there = window.intersection(all);
    if (there.width() <= 0 || there.height() <= 0) {
      return;
    }
    for (int y = there.y0() / block.height(); y * block.height() < there.y1(); y++) {
      for (int x = there.x0() / block.width(); x * block.width() < there.x1(); x++) {
        SampleBlock samples = cache.get(raster, level, x, y);
        var at =
            new PixelRect(x * block.width(), y * block.height(), samples.width(), samples.height());
        copy(samples, at, at.intersection(there), window, rows);
      }
    }
  }

  private void copy(
      SampleBlock block, PixelRect at, PixelRect part, PixelRect window, double[][][] rows) {
    for (int y = part.y0(); y < part.y1(); y++) {
      double[][] row = rows[y - window.y0()];
      for (int x = part.x0(); x < part.x1(); x++) {
        int pixel = at.index(x, y);
        if (hasData(block, pixel)) {
          for (int band = 0; band < bands; band++) {
            row[band][x - window.x0()] = ((byte[]) block.planes()[band])[pixel] & 0xff;
          }
        }
      }
    }
  }

  private boolean hasData(SampleBlock block, int pixel) {
    if (block.mask() != null) {
      return block.mask()[pixel] != 0;
    }
    boolean data = nodata == null;
    for (int band = 0; band < bands && !data; band++) {
      data = (((byte[]) block.planes()[band])[pixel] & 0xff) != nodata;
    }
    return data;
  }
}
