package io.landfall.raster;

/** A raster that is another one but for what a subclass says otherwise. */
public abstract class ForwardingRasterFile implements RasterFile {
  private final RasterFile file;

  /** Forwards to {@code file}, and closes it. */
  protected ForwardingRasterFile(RasterFile file) {
    this.file = file;
  }

  /** Returns the raster that is forwarded to. */
  protected final RasterFile file() {
    return file;
  }

  @Override
  public RasterInfo info() {
    return file.info();
  }

  @Override
  public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
    return file.readBlock(level, blockColumn, blockRow);
  }

  @Override
  public boolean hasMask() {
    return file.hasMask();
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
  public String name() {
    return file.name();
  }

  @Override
  public void close() {
    file.close();
  }
}
