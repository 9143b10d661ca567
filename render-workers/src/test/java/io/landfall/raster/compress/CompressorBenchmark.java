package io.landfall.raster.compress;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Each compressor at its levels, on predicted imagery of 512 x 512 x 3 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class CompressorBenchmark {
  private static final int BYTES = 512 * 512 * 3;
  private static final int BLOCKS = 16;

  @Param({
    "jdk 1",
    "jdk 6",
    "jdk 9",
    "libdeflate 1",
    "libdeflate 4",
    "libdeflate 6",
    "libdeflate 9",
    "libdeflate 12",
    "zstd 1",
    "zstd 3",
    "zstd 9",
    "lzw 1"
  })
  public String codec;

  private final byte[][] raw = new byte[BLOCKS][];
  private final byte[][] compressed = new byte[BLOCKS][];
  private final byte[] into = new byte[BYTES];
  private BlockCompressor compressor;
  private int next;

  /** Compresses all blocks once, and prints their share of the size. */
  @Setup
  public void prepare() {
    int level = Integer.parseInt(codec.split(" ")[1]);
    compressor =
        switch (codec.split(" ")[0]) {
          case "jdk" -> new JdkDeflateCompressor(level);
          case "libdeflate" -> new NativeDeflateCompressor(LibDeflate.find().orElseThrow(), level);
          case "zstd" -> new ZstdCompressor(level);
          default -> new LzwCompressor();
        };
    double size = 0;
    for (int i = 0; i < BLOCKS; i++) {
      raw[i] = PredictedImagery.block(i);
      compressed[i] = compressor.compress(raw[i], BYTES, false);
      size += compressed[i].length;
    }
    System.out.printf(Locale.ROOT, "%.4f of the size%n", size / BLOCKS / BYTES);
  }

  /** Time of one byte of pixels. */
  @Benchmark
  @OperationsPerInvocation(BYTES)
  public byte[] compress() {
    return compressor.compress(raw[next++ % BLOCKS], BYTES, false);
  }

  /** Time of one byte of pixels. */
  @Benchmark
  @OperationsPerInvocation(BYTES)
  public byte[] decompress() {
    compressor.decompress(compressed[next++ % BLOCKS], into);
    return into;
  }
}
