package io.landfall.raster;

import io.landfall.model.SampleType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A raster of one band, written as {@link TextPixels}, with overviews that may say something else.
 * Its blocks are of 3 x 2 pixels, so that small windows cross some.
 */
public final class TextRaster implements RasterFile {
  /** What is stored where there is no data. */
  public static final double NODATA = -9;

  private static final RasterInfo.Size BLOCK = new RasterInfo.Size(3, 2);

  private final AtomicInteger blocksRead = new AtomicInteger();
  private final String name;
  private final List<double[][]> levels;

  /**
   * Makes a raster.
   *
   * @param levels full resolution, then overviews
   */
  public TextRaster(String name, List<String> levels) {
    this.name = name;
    this.levels = levels.stream().map(TextPixels::rows).toList();
  }

  /** Returns how many blocks were asked for. */
  public int blocksRead() {
    return blocksRead.get();
  }

  @Override
  public RasterInfo info() {
    List<RasterInfo.Size> sizes = new ArrayList<>();
    for (double[][] rows : levels) {
      sizes.add(new RasterInfo.Size(rows[0].length, rows.length));
    }
    return RasterInfo.builder(
            "text",
            sizes.get(0).width(),
            sizes.get(0).height(),
            List.of(new RasterInfo.BandInfo("1", SampleType.FLOAT64, NODATA, "gray")))
        .blocks(BLOCK.width(), BLOCK.height())
        .overviews(sizes.subList(1, sizes.size()))
        .build();
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    blocksRead.incrementAndGet();
    double[][] rows = levels.get(level);
    int x0 = blockColumn * BLOCK.width();
    int y0 = blockRow * BLOCK.height();
    int width = Math.min(BLOCK.width(), rows[0].length - x0);
    int height = Math.min(BLOCK.height(), rows.length - y0);
    double[] samples = new double[width * height];
    for (int i = 0; i < samples.length; i++) {
      double value = rows[y0 + i / width][x0 + i % width];
      samples[i] = Double.isNaN(value) ? NODATA : value;
    }
    return new SampleBlock(SampleType.FLOAT64, width, height, new Object[] {samples});
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return BLOCK;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {}
}
