package io.landfall.raster;

/** A file under a name that holds its version, since decoded blocks are kept by name. */
public record NamedRasterFile(String name, RasterFile file) implements RasterFile {
  @Override
  public RasterInfo info() {
    return file.info();
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    return file.readBlock(level, blockColumn, blockRow);
  }

  @Override
  public long encodedBytes(int blockColumn, int blockRow) {
    return file.encodedBytes(blockColumn, blockRow);
  }

  @Override
  public void encodedRanges(int level, int blockColumn, int blockRow, EncodedRangeSink sink) {
    file.encodedRanges(level, blockColumn, blockRow, sink);
  }

  @Override
  public RasterInfo.Size blockSize(int level) {
    return file.blockSize(level);
  }

  @Override
  public boolean hasMask() {
    return file.hasMask();
  }

  @Override
  public void close() {
    file.close();
  }
}
