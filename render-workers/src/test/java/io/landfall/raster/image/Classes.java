package io.landfall.raster.image;

import io.landfall.model.SampleType;
import io.landfall.model.color.ColorTable;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.Arrays;
import java.util.List;

/** Ten by ten pixels of one class, with a palette of three. */
record Classes(int value, Double nodata) implements RasterFile {
  private static final ColorTable COLORS =
      new ColorTable(new int[] {0, 0, 0, 257, 514, 771, 254 * 257, 253 * 257, 252 * 257});

  /** Returns a description with other bands and colours. */
  static RasterInfo with(RasterInfo info, List<RasterInfo.BandInfo> bands, ColorTable colors) {
    return info.toBuilder().bands(bands).colors(colors).acquired(null).warnings(List.of()).build();
  }

  @Override
  public RasterInfo info() {
    RasterInfo info = new SyntheticRaster(10, 10, 1, SampleType.UINT8, nodata, 1).info();
    return with(info, info.bands(), COLORS);
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    byte[] plane = new byte[100];
    Arrays.fill(plane, (byte) value);
    return new SampleBlock(SampleType.UINT8, 10, 10, new Object[] {plane});
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return new RasterInfo.Size(256, 256);
  }

  @Override
  public String name() {
    return toString();
  }

  @Override
  public void close() {}
}
