package io.landfall.raster.jp2.tile;

import java.util.Arrays;

/**
 * The arithmetic decoder of code-blocks, and their bits that are not coded. Behind the end of a
 * segment it reads ones for ever. Source: ISO/IEC 15444-1, C.3 (in the variant of C.3.6's software
 * conventions) and D.6.
 */
final class MqDecoder {
  /** The context of runs of zeros. */
  static final int RUN = 17;

  /** The context of bits that are as often one as zero. */
  static final int UNIFORM = 18;

  private static final int CONTEXTS = 19;
  private static final int UNIFORM_STATE = 2 * 46;
  private static final int RUN_STATE = 2 * 3;
  private static final int FIRST_ZERO_STATE = 2 * 4;

  /** Probability of the rarer symbol, next state after the likelier and the rarer one, switch. */
  private static final int[][] STATES = {
    {0x5601, 1, 1, 1}, {0x3401, 2, 6, 0}, {0x1801, 3, 9, 0}, {0x0ac1, 4, 12, 0},
    {0x0521, 5, 29, 0}, {0x0221, 38, 33, 0}, {0x5601, 7, 6, 1}, {0x5401, 8, 14, 0},
    {0x4801, 9, 14, 0}, {0x3801, 10, 14, 0}, {0x3001, 11, 17, 0}, {0x2401, 12, 18, 0},
    {0x1c01, 13, 20, 0}, {0x1601, 29, 21, 0}, {0x5601, 15, 14, 1}, {0x5401, 16, 14, 0},
    {0x5101, 17, 15, 0}, {0x4801, 18, 16, 0}, {0x3801, 19, 17, 0}, {0x3401, 20, 18, 0},
    {0x3001, 21, 19, 0}, {0x2801, 22, 19, 0}, {0x2401, 23, 20, 0}, {0x2201, 24, 21, 0},
    {0x1c01, 25, 22, 0}, {0x1801, 26, 23, 0}, {0x1601, 27, 24, 0}, {0x1401, 28, 25, 0},
    {0x1201, 29, 26, 0}, {0x1101, 30, 27, 0}, {0x0ac1, 31, 28, 0}, {0x09c1, 32, 29, 0},
    {0x08a1, 33, 30, 0}, {0x0521, 34, 31, 0}, {0x0441, 35, 32, 0}, {0x02a1, 36, 33, 0},
    {0x0221, 37, 34, 0}, {0x0141, 38, 35, 0}, {0x0111, 39, 36, 0}, {0x0085, 40, 37, 0},
    {0x0049, 41, 38, 0}, {0x0025, 42, 39, 0}, {0x0015, 43, 40, 0}, {0x0009, 44, 41, 0},
    {0x0005, 45, 42, 0}, {0x0001, 45, 43, 0}, {0x5601, 46, 46, 0},
  };

  private static final int[] PROBABILITY = new int[2 * STATES.length];
  private static final byte[] AFTER_LIKELY = new byte[2 * STATES.length];
  private static final byte[] AFTER_RARE = new byte[2 * STATES.length];

  static {
    for (int i = 0; i < PROBABILITY.length; i++) { // the lowest bit is the likelier symbol
      int[] state = STATES[i >> 1];
      PROBABILITY[i] = state[0];
      AFTER_LIKELY[i] = (byte) (2 * state[1] | i & 1);
      AFTER_RARE[i] = (byte) (2 * state[2] | (i & 1) ^ state[3]);
    }
  }

  private final byte[] contexts = new byte[CONTEXTS];
  private byte[] data;
  private int at;
  private int end;
  private int code;
  private int interval;
  private int count;

  /** Sets all contexts to what they are at the start of a code-block. */
  void resetContexts() {
    Arrays.fill(contexts, (byte) 0);
    contexts[UNIFORM] = UNIFORM_STATE;
    contexts[RUN] = RUN_STATE;
    contexts[0] = FIRST_ZERO_STATE;
  }

  /** Starts a segment that is coded. */
  void start(byte[] bytes, int from, int length) {
    data = bytes;
    at = from;
    end = from + length;
    code = byteAt(at) << 16;
    nextByte();
    code <<= 7;
    count -= 7;
    interval = 0x8000;
  }

  private int byteAt(int position) {
    return position < end ? data[position] & 0xff : 0xff;
  }

  private void nextByte() {
    int following = byteAt(at + 1);
    if (byteAt(at) == 0xff) {
      if (following > 0x8f) {
        code += 0xff00;
        count = 8;
      } else {
        at++;
        code += following << 9;
        count = 7;
      }
    } else {
      at++;
      code += following << 8;
      count = 8;
    }
  }

  /** Returns the next bit of a context. */
  int bit(int context) {
    int state = contexts[context];
    int probability = PROBABILITY[state];
    int likely = state & 1;
    interval -= probability;
    int bit;
    if (code >>> 16 < probability) {
      if (interval < probability) {
        bit = likely;
        contexts[context] = AFTER_LIKELY[state];
      } else {
        bit = likely ^ 1;
        contexts[context] = AFTER_RARE[state];
      }
      interval = probability;
    } else {
      code -= probability << 16;
      if ((interval & 0x8000) != 0) {
        return likely;
      }
      if (interval < probability) {
        bit = likely ^ 1;
        contexts[context] = AFTER_RARE[state];
      } else {
        bit = likely;
        contexts[context] = AFTER_LIKELY[state];
      }
    }
    do {
      if (count == 0) {
        nextByte();
      }
      interval <<= 1;
      code <<= 1;
      count--;
    } while ((interval & 0x8000) == 0);
    return bit;
  }

  /** Starts a segment of bits that are not coded. */
  void startRaw(byte[] bytes, int from, int length) {
    data = bytes;
    at = from;
    end = from + length;
    code = 0;
    count = 0;
  }

  /** Returns the next bit that is not coded. */
  int rawBit() {
    if (count == 0) {
      int next = byteAt(at);
      if (code == 0xff && next > 0x8f) {
        code = 0xff;
        count = 8;
      } else {
        count = code == 0xff ? 7 : 8;
        code = next;
        at++;
      }
    }
    count--;
    return code >> count & 1;
  }
}
