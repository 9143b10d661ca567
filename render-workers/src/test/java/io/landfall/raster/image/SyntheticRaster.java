package io.landfall.raster.image;

import io.landfall.model.GeoTransform;
import io.landfall.model.SampleType;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A raster that is painted when it is read: smooth shades with some texture inside a disc, 0
 * outside. Blocks of 256, overviews by halves.
 *
 * @param levels full resolution included
 */
record SyntheticRaster(int width, int height, int bands, SampleType type, Double nodata, int levels)
    implements RasterFile {
  static final GeoTransform TRANSFORM = GeoTransform.northUp(500_010, 5_000_010.5, 30, 30);
  private static final int BLOCK = 256;

  int sample(int level, int x, int y, int band) {
    double dx = ((x << level) - width / 2.0) / width;
    double dy = ((y << level) - height / 2.0) / height;
    if (Math.hypot(dx, dy) > 0.45) {
      return 0;
    }
    int value = 1 + (x * 3 + y * (band + 1) << level) / 16 % 250 + (x * 7 + y * 13) % 5;
    return type == SampleType.UINT8 ? value : value * 200;
  }

  @Override
  public RasterInfo info() {
    List<RasterInfo.Size> overviews = new ArrayList<>();
    for (int level = 1; level < levels; level++) {
      overviews.add(size(level));
    }
    var band = new RasterInfo.BandInfo("1", type, nodata, "gray");
    return RasterInfo.builder("GeoTIFF", width, height, Collections.nCopies(bands, band))
        .epsg(32633)
        .transform(TRANSFORM)
        .blocks(BLOCK, BLOCK)
        .overviews(overviews)
        .build();
  }

  RasterInfo.Size size(int level) {
    return new RasterInfo.Size((width - 1 >> level) + 1, (height - 1 >> level) + 1);
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    int w = Math.min(BLOCK, size(level).width() - BLOCK * blockColumn);
    int h = Math.min(BLOCK, size(level).height() - BLOCK * blockRow);
    Object[] planes = new Object[bands];
    for (int band = 0; band < bands; band++) {
      byte[] bytes = new byte[w * h];
      short[] shorts = new short[w * h];
      float[] floats = new float[w * h];
      for (int i = 0; i < w * h; i++) {
        int value = sample(level, BLOCK * blockColumn + i % w, BLOCK * blockRow + i / w, band);
        bytes[i] = (byte) value;
        shorts[i] = (short) value;
        floats[i] = value;
      }
      planes[band] = type == SampleType.UINT8 ? bytes : type.isFloating() ? floats : shorts;
    }
    return new SampleBlock(type, w, h, planes);
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return new RasterInfo.Size(BLOCK, BLOCK);
  }

  @Override
  public String name() {
    return toString();
  }

  @Override
  public void close() {}
}
