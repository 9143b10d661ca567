package io.landfall.raster.tiff;

import io.landfall.model.SampleType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns the unpacked bytes of a block into planes of samples.
 *
 * @param type of the samples
 * @param samplesInRow of one row of the block as stored, bands side by side
 * @param rows to take
 * @param bands in a pixel as stored
 */
record BlockSamples(SampleType type, int samplesInRow, int rows, int bands) {

  /**
   * Undoes the predictor and splits the samples by band into {@code planes[at ...]}, keeping the
   * first {@code width} pixels of each row. Changes {@code raw}.
   */
  void split(byte[] raw, ByteOrder order, int predictor, int width, Object[] planes, int at) {
    ByteOrder stored = order;
    if (predictor == 3) {
      FloatPredictor.undo(raw, rows, samplesInRow, bands, type.bytes());
      stored = ByteOrder.BIG_ENDIAN;
    }
    boolean differences = predictor == 2;
    var buffer = ByteBuffer.wrap(raw).order(stored);
    int count = rows * samplesInRow;
    switch (type) {
      case UINT8, INT8 -> splitBytes(raw, differences, width, planes, at);
      case UINT16, INT16 -> {
        short[] all = new short[count];
        buffer.asShortBuffer().get(all);
        splitShorts(all, differences, width, planes, at);
      }
      case UINT32, INT32, FLOAT32 -> {
        int[] all = new int[count];
        buffer.asIntBuffer().get(all);
        splitInts(all, differences, width, planes, at);
      }
      case FLOAT64 -> {
        long[] all = new long[count];
        buffer.asLongBuffer().get(all);
        splitLongs(all, differences, width, planes, at);
      }
    }
  }

  private boolean isPlane(int width) {
    return bands == 1 && width == samplesInRow;
  }

  private void splitBytes(byte[] all, boolean differences, int width, Object[] planes, int at) {
    for (int row = 0; differences && row < rows; row++) {
      int end = (row + 1) * samplesInRow;
      for (int i = row * samplesInRow + bands; i < end; i++) {
        all[i] += all[i - bands];
      }
    }
    for (int band = 0; band < bands; band++) {
      byte[] plane = isPlane(width) ? all : new byte[width * rows];
      for (int row = 0; plane != all && row < rows; row++) {
        int from = row * samplesInRow + band;
        int to = row * width;
        for (int i = 0; i < width; i++) {
          plane[to + i] = all[from + i * bands];
        }
      }
      planes[at + band] = plane;
    }
  }

  private void splitShorts(short[] all, boolean differences, int width, Object[] planes, int at) {
    for (int row = 0; differences && row < rows; row++) {
      int end = (row + 1) * samplesInRow;
      for (int i = row * samplesInRow + bands; i < end; i++) {
        all[i] += all[i - bands];
      }
    }
    for (int band = 0; band < bands; band++) {
      short[] plane = isPlane(width) ? all : new short[width * rows];
      for (int row = 0; plane != all && row < rows; row++) {
        int from = row * samplesInRow + band;
        int to = row * width;
        for (int i = 0; i < width; i++) {
          plane[to + i] = all[from + i * bands];
        }
      }
      planes[at + band] = plane;
    }
  }

  private void splitInts(int[] all, boolean differences, int width, Object[] planes, int at) {
    for (int row = 0; differences && row < rows; row++) {
      int end = (row + 1) * samplesInRow;
      for (int i = row * samplesInRow + bands; i < end; i++) {
        all[i] += all[i - bands];
      }
    }
    for (int band = 0; band < bands; band++) {
      if (type == SampleType.FLOAT32) {
        planes[at + band] = floats(all, band, width);
        continue;
      }
      int[] plane = isPlane(width) ? all : new int[width * rows];
      for (int row = 0; plane != all && row < rows; row++) {
        int from = row * samplesInRow + band;
        int to = row * width;
        for (int i = 0; i < width; i++) {
          plane[to + i] = all[from + i * bands];
        }
      }
      planes[at + band] = plane;
    }
  }

  private float[] floats(int[] all, int band, int width) {
    float[] plane = new float[width * rows];
    for (int row = 0; row < rows; row++) {
      int from = row * samplesInRow + band;
      int to = row * width;
      for (int i = 0; i < width; i++) {
        plane[to + i] = Float.intBitsToFloat(all[from + i * bands]);
      }
    }
    return plane;
  }

  private void splitLongs(long[] all, boolean differences, int width, Object[] planes, int at) {
    for (int row = 0; differences && row < rows; row++) {
      int end = (row + 1) * samplesInRow;
      for (int i = row * samplesInRow + bands; i < end; i++) {
        all[i] += all[i - bands];
      }
    }
    for (int band = 0; band < bands; band++) {
      double[] plane = new double[width * rows];
      for (int row = 0; row < rows; row++) {
        int from = row * samplesInRow + band;
        int to = row * width;
        for (int i = 0; i < width; i++) {
          plane[to + i] = Double.longBitsToDouble(all[from + i * bands]);
        }
      }
      planes[at + band] = plane;
    }
  }
}
