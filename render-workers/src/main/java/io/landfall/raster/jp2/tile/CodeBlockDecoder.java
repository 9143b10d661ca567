package io.landfall.raster.jp2.tile;

import java.util.Arrays;

/**
 * Decodes the samples of code-blocks, bit plane by bit plane. For one thread. Source: ISO/IEC
 * 15444-1, annex D.
 *
 * <p>What is known of samples lies in one number for each column of four: bit {@code 3 * row +
 * column} of the three columns and six rows around them tells which are significant (0 to 17), bits
 * 18, 19, 22, 25, 28 and 31 which of the middle column are negative, 20, 23, 26 and 29 which of the
 * four were refined, 21, 24, 27 and 30 which were visited in this bit plane.
 */
final class CodeBlockDecoder {
  private static final int STRIPE = 4;
  private static final int THIS = 1 << 4;
  private static final int NEIGHBOURS = 0x1ef;
  private static final int STRAIGHT = 1 << 1 | 1 << 3 | 1 << 5 | 1 << 7;
  private static final int NEGATIVE_ABOVE = 18;
  private static final int NEGATIVE = 19;
  private static final int REFINED = 1 << 20;
  private static final int VISITED = 1 << 21;
  private static final int ALL_VISITED = VISITED | VISITED << 3 | VISITED << 6 | VISITED << 9;
  private static final int FIRST_REFINED = 14;
  private static final int MAX_BIT_PLANES = 31;
  private static final int BYPASSED_AFTER = 4;

  private final MqDecoder mq = new MqDecoder();
  private int[] samples = {};
  private int[] flags = {};
  private byte[] zeroContexts;
  private int width;
  private int height;
  private int stride;
  private boolean isCausal;
  private boolean isRaw;

  /**
   * Decodes a block.
   *
   * @param orientation of its band
   * @return its samples, row by row, times two: the lowest bit is half of the last bit plane. They
   *     are valid until the next call
   * @throws IllegalArgumentException if it has more bits than are decoded
   */
  int[] decode(CodeBlock block, int orientation, ComponentCoding coding) {
    int plane = coding.regionShift() + block.bitPlanes;
    if (plane >= MAX_BIT_PLANES) {
      throw new IllegalArgumentException("a code-block of %d bits".formatted(plane));
    }
    start(block, orientation, coding);
    int pass = 2;
    int at = 0;
    for (int segment = 0; segment < block.segments; segment++) {
      isRaw =
          plane <= block.bitPlanes - BYPASSED_AFTER
              && pass < 2
              && coding.has(ComponentCoding.BYPASS);
      if (isRaw) {
        mq.startRaw(block.data, at, block.lengths[segment]);
      } else {
        mq.start(block.data, at, block.lengths[segment]);
      }
      at += block.lengths[segment];
      for (int i = 0; i < block.passes[segment] && plane >= 1; i++) {
        switch (pass) {
          case 0 -> significancePass(plane);
          case 1 -> refinementPass(plane);
          default -> cleanupPass(plane, coding.has(ComponentCoding.SEGMENTATION_SYMBOLS));
        }
        if (coding.has(ComponentCoding.RESET) && !isRaw) {
          mq.resetContexts();
        }
        if (++pass == 3) {
          pass = 0;
          plane--;
        }
      }
    }
    unshiftRegion(coding.regionShift());
    return samples;
  }

  private void start(CodeBlock block, int orientation, ComponentCoding coding) {
    width = block.width;
    height = block.height;
    stride = width + 2;
    int pixels = width * height;
    int columns = stride * ((height + STRIPE - 1) / STRIPE + 2);
    samples = samples.length < pixels ? new int[pixels] : samples;
    flags = flags.length < columns ? new int[columns] : flags;
    Arrays.fill(samples, 0, pixels, 0);
    Arrays.fill(flags, 0, columns, 0);
    zeroContexts = BlockContexts.zero(orientation);
    isCausal = coding.has(ComponentCoding.VERTICALLY_CAUSAL);
    mq.resetContexts();
  }

  /** What is of the region has bits above those that all else may have. */
  private void unshiftRegion(int shift) {
    if (shift == 0) {
      return;
    }
    for (int i = 0; i < width * height; i++) {
      int magnitude = Math.abs(samples[i]);
      if (shift >= MAX_BIT_PLANES) {
        samples[i] = 0;
      } else if (magnitude >= 1 << shift) {
        samples[i] = samples[i] < 0 ? -(magnitude >> shift) : magnitude >> shift;
      }
    }
  }

  private void significancePass(int plane) {
    int value = 1 << plane | 1 << plane - 1;
    for (int y = 0; y < height; y += STRIPE) {
      int rows = Math.min(STRIPE, height - y);
      int flag = (y / STRIPE + 1) * stride + 1;
      for (int x = 0; x < width; x++, flag++) {
        if (flags[flag] == 0) {
          continue;
        }
        for (int row = 0; row < rows; row++) {
          int around = flags[flag] >>> 3 * row;
          if ((around & (THIS | VISITED)) == 0 && (around & NEIGHBOURS) != 0) {
            if (isRaw) {
              if (mq.rawBit() == 1) {
                becomeSignificant(flag, row, (y + row) * width + x, value, mq.rawBit());
              }
            } else if (mq.bit(zeroContexts[around & 0x1ff]) == 1) {
              becomeSignificant(flag, row, (y + row) * width + x, value, sign(flag, row));
            }
            flags[flag] |= VISITED << 3 * row;
          }
        }
      }
    }
  }

  private void refinementPass(int plane) {
    int half = 1 << plane - 1;
    for (int y = 0; y < height; y += STRIPE) {
      int rows = Math.min(STRIPE, height - y);
      int flag = (y / STRIPE + 1) * stride + 1;
      for (int x = 0; x < width; x++, flag++) {
        int column = flags[flag];
        if (column == 0) {
          continue;
        }
        for (int row = 0; row < rows; row++) {
          int around = column >>> 3 * row;
          if ((around & (THIS | VISITED)) == THIS) {
            int bit;
            if (isRaw) {
              bit = mq.rawBit();
            } else {
              int context = (around & NEIGHBOURS) == 0 ? FIRST_REFINED : FIRST_REFINED + 1;
              bit = mq.bit((around & REFINED) == 0 ? context : FIRST_REFINED + 2);
            }
            int at = (y + row) * width + x;
            int sample = samples[at];
            samples[at] = sample + (bit == 1 ^ sample < 0 ? half : -half);
            column |= REFINED << 3 * row;
          }
        }
        flags[flag] = column;
      }
    }
  }

  private void cleanupPass(int plane, boolean hasSymbol) {
    int value = 1 << plane | 1 << plane - 1;
    for (int y = 0; y < height; y += STRIPE) {
      int rows = Math.min(STRIPE, height - y);
      int flag = (y / STRIPE + 1) * stride + 1;
      for (int x = 0; x < width; x++, flag++) {
        int row = 0;
        if (rows == STRIPE && flags[flag] == 0) {
          if (mq.bit(MqDecoder.RUN) == 0) {
            continue;
          }
          row = mq.bit(MqDecoder.UNIFORM) << 1;
          row |= mq.bit(MqDecoder.UNIFORM);
          becomeSignificant(flag, row, (y + row) * width + x, value, sign(flag, row));
          row++;
        }
        for (; row < rows; row++) {
          int around = flags[flag] >>> 3 * row;
          if ((around & (THIS | VISITED)) == 0 && mq.bit(zeroContexts[around & 0x1ff]) == 1) {
            becomeSignificant(flag, row, (y + row) * width + x, value, sign(flag, row));
          }
        }
        flags[flag] &= ~ALL_VISITED;
      }
    }
    if (hasSymbol) {
      for (int i = 0; i < 4; i++) {
        mq.bit(MqDecoder.UNIFORM);
      }
    }
  }

  private int sign(int flag, int row) {
    int column = flags[flag];
    int neighbours = column >>> 3 * row & STRAIGHT;
    neighbours |= flags[flag - 1] >>> NEGATIVE + 3 * row & 1;
    neighbours |= (flags[flag + 1] >>> NEGATIVE + 3 * row & 1) << 2;
    int above = row == 0 ? NEGATIVE_ABOVE : NEGATIVE + 3 * (row - 1);
    neighbours |= (column >>> above & 1) << 4;
    neighbours |= (column >>> NEGATIVE + 3 * (row + 1) & 1) << 6;
    return mq.bit(BlockContexts.sign(neighbours)) ^ BlockContexts.signFlip(neighbours);
  }

  private void becomeSignificant(int flag, int row, int at, int value, int sign) {
    samples[at] = sign == 1 ? -value : value;
    int shift = 3 * row;
    flags[flag - 1] |= 1 << 5 + shift;
    flags[flag] |= (sign << NEGATIVE | THIS) << shift;
    flags[flag + 1] |= 1 << 3 + shift;
    if (row == 0 && !isCausal) {
      int north = flag - stride;
      flags[north - 1] |= 1 << 17;
      flags[north] |= sign << 31 | 1 << 16;
      flags[north + 1] |= 1 << 15;
    } else if (row == STRIPE - 1) {
      int south = flag + stride;
      flags[south - 1] |= 1 << 2;
      flags[south] |= sign << NEGATIVE_ABOVE | 1 << 1;
      flags[south + 1] |= 1;
    }
  }
}
