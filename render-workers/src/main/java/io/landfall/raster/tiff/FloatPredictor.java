package io.landfall.raster.tiff;

/**
 * The floating point predictor (3): a row holds all highest bytes, then all second ones, and so on,
 * each byte as the difference to the one a pixel before.
 */
public final class FloatPredictor {
  private FloatPredictor() {}

  /**
   * Undoes it in place; the samples come out highest byte first, whatever the file's byte order.
   *
   * @param samplesInRow bands side by side
   * @param bands in a pixel
   * @param size of a sample, in bytes
   */
  public static void undo(byte[] raw, int rows, int samplesInRow, int bands, int size) {
    int rowBytes = samplesInRow * size;
    byte[] row = new byte[rowBytes];
    for (int start = 0; start < rows * rowBytes; start += rowBytes) {
      System.arraycopy(raw, start, row, 0, rowBytes);
      for (int i = bands; i < rowBytes; i++) {
        row[i] += row[i - bands];
      }
      for (int plane = 0; plane < size; plane++) {
        int from = plane * samplesInRow;
        for (int i = 0, to = start + plane; i < samplesInRow; i++, to += size) {
          raw[to] = row[from + i];
        }
      }
    }
  }
}
