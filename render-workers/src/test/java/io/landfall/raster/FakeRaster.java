package io.landfall.raster;

import io.landfall.model.SampleType;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A raster in memory of 10 x 7 pixels in blocks of 4 x 4, one band; sample {@code i} (row-major) is
 * {@code first + i} as its type holds it.
 */
public final class FakeRaster implements RasterFile {
  public static final int WIDTH = 10;
  public static final int HEIGHT = 7;

  final AtomicInteger reads = new AtomicInteger();
  private final String name;
  private final SampleType type;
  private final double first;

  public FakeRaster(String name, SampleType type, double first) {
    this.name = name;
    this.type = type;
    this.first = first;
  }

  double sample(int column, int row) {
    return first + row * WIDTH + column;
  }

  @Override
  public RasterInfo info() {
    var band = new RasterInfo.BandInfo("1", type, null, "gray");
    return RasterInfo.builder("GeoTIFF", WIDTH, HEIGHT, List.of(band)).blocks(4, 4).build();
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    reads.incrementAndGet();
    int width = Math.min(4, WIDTH - blockColumn * 4);
    int height = Math.min(4, HEIGHT - blockRow * 4);
    double[] values = new double[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = sample(blockColumn * 4 + i % width, blockRow * 4 + i / width);
    }
    return new SampleBlock(type, width, height, new Object[] {plane(values)});
  }

  private Object plane(double[] values) {
    int count = values.length;
    byte[] bytes = new byte[count];
    short[] shorts = new short[count];
    int[] ints = new int[count];
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (long) values[i];
      shorts[i] = (short) (long) values[i];
      ints[i] = (int) (long) values[i];
      floats[i] = (float) values[i];
    }
    return switch (type) {
      case UINT8, INT8 -> bytes;
      case UINT16, INT16 -> shorts;
      case UINT32, INT32 -> ints;
      case FLOAT32 -> floats;
      case FLOAT64 -> values;
    };
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return new RasterInfo.Size(4, 4);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {}
}
