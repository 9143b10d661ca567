package io.landfall.raster.image;

import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A painted raster whose western half has no data, by a mask or by an alpha band. */
record Half(SyntheticRaster painted, boolean alpha) implements RasterFile {
  @Override
  public RasterInfo info() {
    RasterInfo info = painted.info();
    List<RasterInfo.BandInfo> bands = new ArrayList<>(info.bands());
    if (alpha) {
      bands.add(new RasterInfo.BandInfo("alpha", painted.type(), null, "alpha"));
    }
    return Classes.with(info, bands, null);
  }

  @Override
  public boolean hasMask() {
    return !alpha;
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    SampleBlock block = painted.readBlock(level, blockColumn, blockRow);
    byte[] valid = new byte[block.width() * block.height()];
    int west = painted.size(level).width() / 2 - blockColumn * blockSize(level).width();
    for (int i = 0; i < valid.length; i++) {
      valid[i] = (byte) (i % block.width() < west ? 0 : 255);
    }
    if (!alpha) {
      return new SampleBlock(block.type(), block.width(), block.height(), block.planes(), valid);
    }
    Object[] planes = Arrays.copyOf(block.planes(), block.planes().length + 1);
    planes[block.planes().length] = valid;
    return new SampleBlock(block.type(), block.width(), block.height(), planes);
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return painted.blockSize(level);
  }

  @Override
  public String name() {
    return toString();
  }

  @Override
  public void close() {}
}
