package io.landfall.raster.tiff;

import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import java.util.List;

/**
 * The two bands of an image of complex integers side by side, as GDAL takes them for a checksum:
 * real, imaginary, real and so on. Its blocks must be as wide as the image.
 */
record ComplexBand(RasterFile file) implements RasterFile {
  @Override
  public RasterInfo info() {
    var of = file.info();
    return of.toBuilder()
        .width(2 * of.width())
        .epsg(null)
        .crsNote(null)
        .transform(null)
        .bands(List.of(of.bands().get(0)))
        .predictor(1)
        .blocks(2 * of.blockWidth(), of.blockHeight())
        .interleave("BAND")
        .overviews(List.of())
        .crs(null)
        .build();
  }

  @Override
  public SampleBlock readBlock(int level, int column, int row) {
    var block = file.readBlock(level, column, row);
    int[] real = (int[]) block.planes()[0];
    int[] imaginary = (int[]) block.planes()[1];
    int[] both = new int[2 * real.length];
    for (int i = 0; i < real.length; i++) {
      both[2 * i] = real[i];
      both[2 * i + 1] = imaginary[i];
    }
    return new SampleBlock(block.type(), 2 * block.width(), block.height(), new Object[] {both});
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    var size = file.blockSize(level);
    return new RasterInfo.Size(2 * size.width(), size.height());
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public void close() {
    file.close();
  }
}
