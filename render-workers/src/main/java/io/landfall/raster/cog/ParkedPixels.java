package io.landfall.raster.cog;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;

/**
 * The pixels of up to four tiles of each level that wait, on disk, until the tile above them can be
 * made: of however many levels, memory holds those of one.
 */
final class ParkedPixels implements AutoCloseable {
  private final ScratchFile disk = new ScratchFile();
  private final int bands;
  private final long tileBytes;

  /**
   * Makes room.
   *
   * @param tilePixels that a tile has at most
   */
  ParkedPixels(int bands, int tilePixels) {
    this.bands = bands;
    this.tileBytes = (long) bands * tilePixels * Double.BYTES;
  }

  void put(int level, int quadrant, Overviews.TilePixels tile) {
    ByteBuffer bytes = ByteBuffer.allocate(tile.width() * tile.height() * Double.BYTES);
    long position = position(level, quadrant);
    for (double[] band : tile.bands()) {
      bytes.clear().asDoubleBuffer().put(band);
      disk.write(position, bytes);
      position += bytes.capacity();
    }
  }

  Overviews.TilePixels get(int level, int quadrant, int width, int height) {
    ByteBuffer bytes = ByteBuffer.allocate(width * height * Double.BYTES);
    double[][] samples = new double[bands][width * height];
    long position = position(level, quadrant);
    for (double[] band : samples) {
      disk.read(position, bytes.clear());
      DoubleBuffer values = bytes.clear().asDoubleBuffer();
      values.get(band);
      position += bytes.capacity();
    }
    return new Overviews.TilePixels(width, height, samples);
  }

  private long position(int level, int quadrant) {
    return (4L * level + quadrant) * tileBytes;
  }

  @Override
  public void close() {
    disk.close();
  }
}
