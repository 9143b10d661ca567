package io.landfall.raster;

/** A file under a name that holds its version, since decoded blocks are kept by name. */
public final class NamedRasterFile extends ForwardingRasterFile {
  private final String name;

  /** Names a file, which is closed with this. */
  public NamedRasterFile(String name, RasterFile file) {
    super(file);
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }
}
