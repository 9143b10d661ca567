package io.landfall.raster.compress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Adler32;

/**
 * DEFLATE of imagery after a predictor: runs of one byte and Huffman codes, no other repeats.
 * Differences of neighbours are noise around zero, in which searching for repeats costs most of the
 * time and gains little; codes that change with the content gain more. So blocks are cut where
 * their bytes change: parts of equal size are joined as long as one code for both takes less than
 * two.
 *
 * <p>The bytes depend on nothing but the input: no library, no processor. First {@link #scan},
 * which tells what it would take, then {@link #deflate}. For one thread; keeps its memory.
 */
final class RunLengthDeflater {
  /**
   * Changes whenever the bytes do that come out, or what {@link ImageryDeflateCompressor} chooses.
   */
  static final String VERSION = "landfall-rle 1";

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int END_OF_BLOCK = 256;
  private static final int FIRST_LENGTH = DeflateBlockHead.LEAST_SYMBOLS;
  private static final int SYMBOLS = DeflateBlockHead.MOST_SYMBOLS;
  private static final int MAX_MATCH = 258;

  /** Shorter runs take less as they are, where their byte is frequent. */
  private static final int LEAST_RUN = 8;

  private static final int ZLIB_HEAD = 0x0178; // DEFLATE, a window of 32 KiB, the least effort

  /** Four codes are put at once. */
  private static final int MAX_CODE_BITS = 14;

  private static final int LEAST_PART = 8192;
  private static final int MOST_PARTS = 128;

  /** What the head of a block takes, about, in bits. */
  private static final double HEAD_BITS = 500;

  private static final int[] LENGTH_SYMBOLS = new int[MAX_MATCH + 1];
  private static final int[] LENGTH_BASE = new int[SYMBOLS];
  private static final int[] LENGTH_EXTRA_BITS = new int[SYMBOLS];

  private static final int EXACT_LOGARITHMS = 4096;
  private static final double[] LOGARITHMS = new double[EXACT_LOGARITHMS];

  static {
    int length = 3;
    for (int symbol = FIRST_LENGTH; symbol < SYMBOLS - 1; symbol++) {
      LENGTH_EXTRA_BITS[symbol] = Math.max(0, (symbol - FIRST_LENGTH) / 4 - 1);
      LENGTH_BASE[symbol] = length;
      for (int i = 0; i < 1 << LENGTH_EXTRA_BITS[symbol]; i++) {
        LENGTH_SYMBOLS[length++] = symbol;
      }
    }
    LENGTH_BASE[SYMBOLS - 1] = MAX_MATCH;
    LENGTH_SYMBOLS[MAX_MATCH] = SYMBOLS - 1;
    for (int i = 1; i < EXACT_LOGARITHMS; i++) {
      LOGARITHMS[i] = StrictMath.log(i) / StrictMath.log(2);
    }
  }

  private final HuffmanCode literals = new HuffmanCode(SYMBOLS, MAX_CODE_BITS);
  private final DeflateBlockHead head = new DeflateBlockHead();
  private final DeflateBits bits = new DeflateBits();
  private final Adler32 checksum = new Adler32();
  private final int[] histograms = new int[MOST_PARTS * SYMBOLS];
  private final double[] codeBits = new double[MOST_PARTS];
  private final int[] extraBits = new int[MOST_PARTS];
  private final int[] firstRun = new int[MOST_PARTS + 1];
  private final int[] block = new int[SYMBOLS];
  private final int[][] spread = new int[4][256];
  private int[] runStarts = new int[1024];
  private int[] runLengths = new int[1024];
  private int runs;
  private byte[] raw;
  private int length;
  private int partSize;
  private int parts;

  /**
   * Looks for the runs in {@code bytes[0 .. size)} and counts the rest. The bytes must not change
   * before they are deflated.
   *
   * @param size from 1 on
   */
  void scan(byte[] bytes, int size) {
    raw = bytes;
    length = size;
    partSize = Math.max(LEAST_PART, (size - 1) / MOST_PARTS + 1);
    parts = (size - 1) / partSize + 1;
    runs = 0;
    for (int part = 0; part < parts; part++) {
      firstRun[part] = runs;
      extraBits[part] = scanPart(part);
      codeBits[part] = entropy(histograms, part * SYMBOLS);
    }
    firstRun[parts] = runs;
  }

  /** Returns how many parts of {@link #partSize} bytes there are; the last may be shorter. */
  int parts() {
    return parts;
  }

  int partSize() {
    return partSize;
  }

  /** Returns what a part takes, about, in bits. */
  double partBits(int part) {
    return codeBits[part] + extraBits[part];
  }

  /** Fills the histogram of a part; returns the bits that its runs take beside codes. */
  private int scanPart(int part) {
    int from = part * partSize;
    int to = Math.min(length, from + partSize);
    int[] counts0 = spread[0];
    int[] counts1 = spread[1];
    int[] counts2 = spread[2];
    int[] counts3 = spread[3];
    for (int[] counts : spread) {
      Arrays.fill(counts, 0);
    }
    int histogram = part * SYMBOLS;
    Arrays.fill(histograms, histogram, histogram + SYMBOLS, 0);
    int extra = 0;
    byte[] in = raw;
    int i = from;
    while (i + 4 <= to) {
      int four = (int) INTS.get(in, i);
      if (four == Integer.rotateLeft(four, 8)) {
        int end = endOfRun(in, i + 4, to, four);
        int start = i > 0 && in[i - 1] == in[i] ? i : i + 1; // its first byte, if it is not known
        int left = end - start;
        if (left >= LEAST_RUN) {
          if (start > i) {
            counts0[four & 0xff]++;
          }
          extra += addRuns(start, left, histogram);
          i = endOfRuns();
          continue;
        }
      }
      counts0[four & 0xff]++;
      counts1[four >>> 8 & 0xff]++;
      counts2[four >>> 16 & 0xff]++;
      counts3[four >>> 24]++;
      i += 4;
    }
    for (; i < to; i++) {
      counts0[in[i] & 0xff]++;
    }
    for (int value = 0; value < 256; value++) {
      histograms[histogram + value] =
          counts0[value] + counts1[value] + counts2[value] + counts3[value];
    }
    histograms[histogram + END_OF_BLOCK] = 1;
    return extra;
  }

  private static int endOfRun(byte[] in, int from, int to, int four) {
    int i = from;
    while (i + 4 <= to && (int) INTS.get(in, i) == four) {
      i += 4;
    }
    while (i < to && in[i] == (byte) four) {
      i++;
    }
    return i;
  }

  /** Cuts a run into matches; what is left of less than three bytes is not taken. */
  private int addRuns(int start, int size, int histogram) {
    int extra = 0;
    int at = start;
    for (int left = size; left >= 3; ) {
      int match = Math.min(left, MAX_MATCH);
      if (runs == runStarts.length) {
        runStarts = Arrays.copyOf(runStarts, 2 * runs);
        runLengths = Arrays.copyOf(runLengths, 2 * runs);
      }
      runStarts[runs] = at;
      runLengths[runs++] = match;
      int symbol = LENGTH_SYMBOLS[match];
      histograms[histogram + symbol]++;
      extra += LENGTH_EXTRA_BITS[symbol] + 1; // and the distance
      at += match;
      left -= match;
    }
    return extra;
  }

  private int endOfRuns() {
    return runStarts[runs - 1] + runLengths[runs - 1];
  }

  /** Returns how many bits the best codes take for a histogram. */
  private static double entropy(int[] counts, int from) {
    int total = 0;
    double saved = 0;
    for (int i = from; i < from + SYMBOLS; i++) {
      int count = counts[i];
      if (count > 1) {
        saved += count * logarithm(count);
      }
      total += count;
    }
    return total * logarithm(total) - saved;
  }

  /** Returns the logarithm to the base of 2, of large numbers to three digits. */
  private static double logarithm(int number) {
    int shift = Math.max(0, 20 - Integer.numberOfLeadingZeros(number));
    return shift + LOGARITHMS[number >>> shift];
  }

  /** Returns what was scanned as a zlib stream. */
  byte[] deflate() {
    bits.restart(length + length / 4 + parts * 512 + 64);
    bits.put(ZLIB_HEAD, 16);
    int first = 0;
    System.arraycopy(histograms, 0, block, 0, SYMBOLS);
    double blockBits = codeBits[0];
    for (int part = 1; part < parts; part++) {
      addHistogram(part, 1);
      double together = entropy(block, 0);
      if (together <= blockBits + codeBits[part] + HEAD_BITS) {
        blockBits = together;
        continue;
      }
      addHistogram(part, -1);
      putBlock(first, part, false);
      first = part;
      System.arraycopy(histograms, part * SYMBOLS, block, 0, SYMBOLS);
      blockBits = codeBits[part];
    }
    putBlock(first, parts, true);
    bits.align();
    checksum.reset();
    checksum.update(raw, 0, length);
    bits.put(Integer.reverseBytes((int) checksum.getValue()), 32);
    raw = null;
    return bits.toBytes();
  }

  private void addHistogram(int part, int times) {
    for (int i = 0, from = part * SYMBOLS; i < SYMBOLS; i++) {
      block[i] += times * histograms[from + i];
    }
  }

  /** Puts some parts as one block, whose histogram is made. */
  private void putBlock(int firstPart, int endPart, boolean last) {
    block[END_OF_BLOCK] = 1;
    literals.build(block, 0);
    head.put(literals.lengths(), last, bits);
    int[] entries = literals.entries();
    int at = firstPart * partSize;
    for (int run = firstRun[firstPart]; run < firstRun[endPart]; run++) {
      bits.putLiterals(entries, raw, at, runStarts[run]);
      int symbol = LENGTH_SYMBOLS[runLengths[run]];
      bits.put(entries[symbol]);
      bits.put(runLengths[run] - LENGTH_BASE[symbol], LENGTH_EXTRA_BITS[symbol]);
      bits.put(0, 1); // distance 1
      at = runStarts[run] + runLengths[run];
    }
    bits.putLiterals(entries, raw, at, Math.min(length, endPart * partSize));
    bits.put(entries[END_OF_BLOCK]);
  }
}
