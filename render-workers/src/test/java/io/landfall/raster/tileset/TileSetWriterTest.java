package io.landfall.raster.tileset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.SampleType;
import io.landfall.model.TileFormat;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Tiles of a gray raster without overviews whose pixels tell where they lie. */
class TileSetWriterTest {
  private static final int ZOOM = 3;
  private static final int WORLD = 256 << ZOOM;

  /** A raster in blocks of 100 pixels; 0 is no data. */
  private record Slope(MapTileGrid grid) implements RasterFile {
    static int value(long column, long row) {
      return (int) (Math.floorMod(column * 7 + row * 13, 300L) % 256);
    }

    @Override
    public RasterInfo info() {
      return RasterInfo.builder(
              "GeoTIFF",
              grid.width(),
              grid.height(),
              List.of(new RasterInfo.BandInfo("1", SampleType.UINT8, 0.0, "gray")))
          .epsg(3857)
          .transform(grid.pixels().transform())
          .blocks(100, 100)
          .build();
    }

    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      int width = Math.min(100, grid.width() - 100 * blockColumn);
      int height = Math.min(100, grid.height() - 100 * blockRow);
      byte[] plane = new byte[width * height];
      for (int i = 0; i < plane.length; i++) {
        long column = grid.west() + 100L * blockColumn + i % width;
        plane[i] = (byte) value(column, grid.north() + 100L * blockRow + i / width);
      }
      return new SampleBlock(SampleType.UINT8, width, height, new Object[] {plane});
    }

    @Override
    public RasterInfo.Size blockSize(int level) {
      return new RasterInfo.Size(100, 100);
    }

    @Override
    public String name() {
      return toString();
    }

    @Override
    public void close() {}
  }

  @Test
  void pixelsStandWhereTheyLieOnTheMap() throws IOException {
    check(new MapTileGrid(ZOOM, 300, 500, 701, 333));
  }

  @Test
  void acrossTheAntimeridianTheFarWestGoesOn() throws IOException {
    check(new MapTileGrid(ZOOM, WORLD - 300, 500, 701, 333));
    check(new MapTileGrid(ZOOM, -300, 500, 701, 333));
  }

  @Test
  void aTileThatTheRasterBeginsAndEndsInHasBothParts() throws IOException {
    check(new MapTileGrid(ZOOM, 200, 0, WORLD - 50, 100));
  }

  private static void check(MapTileGrid grid) throws IOException {
    Map<List<Integer>, BufferedImage> tiles = new TreeMap<>(TileSetWriterTest::compare);
    List<Long> ids = new ArrayList<>();
    new TileSetWriter(
            new Slope(grid),
            grid,
            TileFormat.PNG,
            (id, zoom, column, row, image) -> {
              ids.add(id);
              tiles.put(List.of(column, row), ImageIO.read(new ByteArrayInputStream(image)));
            },
            Runnable::run,
            done -> {})
        .write();
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    PixelRect all = PixelRect.between(0, 0, WORLD, WORLD);
    for (Map.Entry<List<Integer>, BufferedImage> tile : tiles.entrySet()) {
      for (int i = 0; i < 256 * 256; i++) {
        int x = 256 * tile.getKey().get(0) + i % 256;
        int y = 256 * tile.getKey().get(1) + i / 256;
        assertThat(all.contains(x, y)).isTrue();
        int shown = tile.getValue().getRaster().getPixel(i % 256, i / 256, (int[]) null)[0];
        assertThat(shown).as("%d, %d", x, y).isEqualTo(expected(grid, x, y));
      }
    }
    assertThat(tiles).hasSize(tilesOf(grid));
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    return a.equals(b) ? 0 : a.get(0) * 1_000 + a.get(1) - b.get(0) * 1_000 - b.get(1);
  }

  private static int expected(MapTileGrid grid, int x, int y) {
    for (long column = x - WORLD; column <= x + WORLD; column += WORLD) {
      boolean inside = column >= grid.west() && column < grid.west() + grid.width();
      if (inside && y >= grid.north() && y < grid.north() + grid.height()) {
        return Slope.value(column, y);
      }
    }
    return 0;
  }

  private static int tilesOf(MapTileGrid grid) {
    int count = 0;
    for (int row = 0; row < 1 << ZOOM; row++) {
      for (int column = 0; column < 1 << ZOOM; column++) {
        count += grid.touches(ZOOM, column, row, 1) ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void whoRefusesToHelpIsDoneWithout() throws IOException {
    MapTileGrid grid = new MapTileGrid(ZOOM, 300, 500, 701, 333);
    List<Integer> done = new ArrayList<>();
    new TileSetWriter(
            new Slope(grid),
            grid,
            TileFormat.PNG,
            (id, zoom, column, row, image) -> {},
            help -> {
              throw new RejectedExecutionException("busy");
            },
            done::add)
        .write();
    assertThat(done).containsExactly(9);
  }

  @Test
  void whatASinkSaysComesThrough() {
    MapTileGrid grid = new MapTileGrid(ZOOM, 0, 0, WORLD, WORLD);
    var writer =
        new TileSetWriter(
            new Slope(grid),
            grid,
            TileFormat.PNG,
            (id, zoom, column, row, image) -> {
              throw new IOException("the disk is full");
            },
            Runnable::run,
            done -> {});
    assertThatThrownBy(writer::write)
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is full");
  }
}
