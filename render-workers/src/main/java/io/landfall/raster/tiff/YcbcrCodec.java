package io.landfall.raster.tiff;

import io.landfall.raster.tiff.codec.Codec;
import io.landfall.raster.tiff.codec.YcbcrToRgb;
import java.util.zip.DataFormatException;

/**
 * Decompresses luminance with colour differences of a lower resolution to red, green and blue. A
 * data unit holds the luminance of {@code across * down} pixels, row by row, then Cb and Cr of them
 * all, which each of these pixels takes as they are.
 *
 * @param innerCodec of the data units, lossless
 * @param across pixels of a data unit in a row: 1, 2 or 4
 * @param down rows of a data unit: 1, 2 or 4
 */
record YcbcrCodec(Codec innerCodec, int across, int down, YcbcrToRgb toRgb) implements Codec {
  @Override
  public String name() {
    return innerCodec.name();
  }

  @Override
  public boolean usesPredictor() {
    return innerCodec.usesPredictor();
  }

  @Override
  public int sampleBits() {
    return 8;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    int width = block.width();
    int unitsAcross = ImageLayout.ceilDiv(width, across);
    int unitsDown = ImageLayout.ceilDiv(block.height(), down);
    int unitBytes = across * down + 2;
    byte[] units = new byte[unitsAcross * unitsDown * unitBytes]; // at most 6 times of size
    int found = innerCodec.decode(block, units, units.length);
    int rows = Math.min(block.height(), found / (unitsAcross * unitBytes) * down);
    for (int row = 0; row < rows; row++) {
      int unit = row / down * unitsAcross * unitBytes;
      int lumas = row % down * across;
      int to = row * width * 3;
      for (int x = 0; x < width; x++) {
        int at = unit + x / across * unitBytes;
        int y = units[at + lumas + x % across] & 0xff;
        int cb = units[at + unitBytes - 2] & 0xff;
        int cr = units[at + unitBytes - 1] & 0xff;
        toRgb.convert(y, cb, cr, into, to + 3 * x);
      }
    }
    return rows * width * 3;
  }
}
