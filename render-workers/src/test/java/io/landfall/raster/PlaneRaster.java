package io.landfall.raster;

import io.landfall.model.SampleType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A raster of several bands in memory, written as numbers, in blocks of 3 x 2 pixels. */
public final class PlaneRaster implements RasterFile {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final RasterInfo.Size BLOCK = new RasterInfo.Size(3, 2);

  private final String name = "planes " + COUNT.incrementAndGet();
  private final SampleType type;
  private final int width;
  private final int height;
  private final double[][] bands;
  private final int[] mask;

  /**
   * Makes a raster.
   *
   * @param bands row by row
   * @param mask likewise; {@code null}: none
   */
  public PlaneRaster(SampleType type, int width, double[][] bands, int[] mask) {
    this.type = type;
    this.width = width;
    this.height = bands[0].length / width;
    this.bands = bands;
    this.mask = mask;
  }

  @Override
  public RasterInfo info() {
    List<RasterInfo.BandInfo> infos = new ArrayList<>();
    for (int band = 1; band <= bands.length; band++) {
      infos.add(new RasterInfo.BandInfo(String.valueOf(band), type, null, "undefined"));
    }
    return RasterInfo.builder("memory", width, height, infos)
        .blocks(BLOCK.width(), BLOCK.height())
        .stored("memory")
        .build();
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    int x0 = blockColumn * BLOCK.width();
    int y0 = blockRow * BLOCK.height();
    int across = Math.min(BLOCK.width(), width - x0);
    int down = Math.min(BLOCK.height(), height - y0);
    Object[] planes = new Object[bands.length];
    byte[] valid = mask == null ? null : new byte[across * down];
    for (int band = 0; band < planes.length; band++) {
      float[] floats = new float[across * down];
      byte[] bytes = new byte[across * down];
      for (int i = 0; i < floats.length; i++) {
        int at = (y0 + i / across) * width + x0 + i % across;
        floats[i] = (float) bands[band][at];
        bytes[i] = (byte) (int) bands[band][at];
        if (mask != null) {
          valid[i] = (byte) mask[at];
        }
      }
      planes[band] = type == SampleType.UINT8 ? bytes : floats;
    }
    return new SampleBlock(type, across, down, planes, valid);
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
