package io.landfall.raster.pack;

import io.landfall.raster.BlockCompressor;
import io.landfall.raster.tiff.JdkInflater;
import io.landfall.raster.tiff.ZlibInflater;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.zip.DataFormatException;

/** Prints how fast each compressor and inflater is, on predicted imagery of 512 x 512 x 3 bytes. */
public final class PackBenchmark {
  private static final int BLOCKS = 16;
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final double WARM_SECONDS = 0.5;
  private static final double SECONDS = 1.0;

  private PackBenchmark() {}

  /** Runs all; takes a minute. */
  public static void main(String[] args) {
    List<byte[]> blocks = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      blocks.add(PredictedImagery.block(i));
    }
    for (int level : new int[] {1, 6, 9}) {
      measure("jdk " + level, new JdkDeflate(level), blocks);
    }
    LibDeflate.find()
        .ifPresent(
            library -> {
              for (int level : new int[] {1, 2, 3, 4, 6, 9, 12}) {
                measure(
                    library.version() + " level " + level,
                    new NativeDeflate(library, level),
                    blocks);
              }
            });
    for (int level : new int[] {1, 3, 9, 15}) {
      measure("zstd " + level, new ZstdCompressor(level), blocks);
    }
    measure("lzw", new LzwCompressor(), blocks);
    measureInflater("inflate jdk", new JdkInflater(), blocks);
    measureInflater("inflate fastest", NativeInflater.fastest(), blocks);
  }

  private static void measure(String name, BlockCompressor compressor, List<byte[]> blocks) {
    long[] size = new long[1];
    double packing =
        rate(
            i -> {
              byte[] raw = blocks.get(i);
              size[0] += compressor.pack(raw, raw.length, false).length;
            });
    size[0] = 0;
    List<byte[]> packed = new ArrayList<>();
    for (byte[] raw : blocks) {
      packed.add(compressor.pack(raw, raw.length, false));
      size[0] += packed.get(packed.size() - 1).length;
    }
    byte[] into = new byte[blocks.get(0).length];
    double unpacking = rate(i -> compressor.unpack(packed.get(i), into));
    print(name, packing, unpacking, (double) size[0] / BLOCKS / into.length);
  }

  private static void measureInflater(String name, ZlibInflater inflater, List<byte[]> blocks) {
    BlockCompressor zlib = new JdkDeflate(9);
    List<byte[]> packed = new ArrayList<>();
    for (byte[] raw : blocks) {
      packed.add(zlib.pack(raw, raw.length, true));
    }
    byte[] into = new byte[blocks.get(0).length];
    double unpacking =
        rate(
            i -> {
              try {
                inflater.inflate(packed.get(i), packed.get(i).length, into, into.length);
              } catch (DataFormatException e) {
                throw new IllegalStateException(e);
              }
            });
    print(name, Double.NaN, unpacking, Double.NaN);
  }

  /** Returns megabytes of raw pixels a second of one processor. */
  private static double rate(IntConsumer block) {
    run(block, WARM_SECONDS);
    return run(block, SECONDS);
  }

  private static double run(IntConsumer block, double seconds) {
    long begin = CLOCK.getCurrentThreadCpuTime();
    long spentNanos = 0;
    long blocks = 0;
    while (spentNanos < seconds * 1e9) {
      block.accept((int) (blocks++ % BLOCKS));
      spentNanos = CLOCK.getCurrentThreadCpuTime() - begin;
    }
    return blocks * 512 * 512 * 3 * 1e3 / spentNanos;
  }

  private static void print(String name, double packing, double unpacking, double share) {
    System.out.printf(
        Locale.ROOT, "%-32s %8.1f MB/s %8.1f MB/s %8.4f%n", name, packing, unpacking, share);
  }
}
