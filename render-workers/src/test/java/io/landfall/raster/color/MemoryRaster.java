package io.landfall.raster.color;

import io.landfall.model.SampleType;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.List;
import java.util.TreeSet;

/**
 * One band of floats or UINT16 in blocks of 64 x 64 with overviews of any sizes; a sample is its
 * column, plus 10,000 a level.
 */
final class MemoryRaster implements RasterFile {
  private static final int BLOCK = 64;

  final TreeSet<String> blocksRead = new TreeSet<>();
  private final SampleType type;
  private final RasterInfo info;

  MemoryRaster(SampleType type, int width, int height, RasterInfo.Size... overviews) {
    this.type = type;
    this.info =
        new RasterInfo(
            "GeoTIFF",
            width,
            height,
            null,
            null,
            null,
            false,
            List.of(new RasterInfo.Band("1", type, null, "gray")),
            "none",
            1,
            true,
            BLOCK,
            BLOCK,
            "PIXEL",
            List.of(overviews));
  }

  @Override
  public RasterInfo info() {
    return info;
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    blocksRead.add("%d:%02d".formatted(level, blockRow));
    var size = level == 0 ? null : info.overviews().get(level - 1);
    int width = Math.min(BLOCK, (size == null ? info.width() : size.width()) - blockColumn * BLOCK);
    int height = Math.min(BLOCK, (size == null ? info.height() : size.height()) - blockRow * BLOCK);
    float[] floats = new float[width * height];
    short[] shorts = new short[width * height];
    for (int i = 0; i < floats.length; i++) {
      int value = 10_000 * level + blockColumn * BLOCK + i % width;
      floats[i] = value;
      shorts[i] = (short) value;
    }
    Object plane = type == SampleType.FLOAT32 ? floats : shorts;
    return new SampleBlock(type, width, height, new Object[] {plane});
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return new RasterInfo.Size(BLOCK, BLOCK);
  }

  @Override
  public String name() {
    return "memory " + System.identityHashCode(this);
  }

  @Override
  public void close() {}
}
