package io.landfall.raster.compress;

import io.landfall.raster.tiff.codec.JdkInflater;
import io.landfall.raster.tiff.codec.ZlibInflater;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
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

/** Zlib streams of source files, as the reader decompresses them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class InflaterBenchmark {
  private static final int BYTES = 512 * 512 * 3;
  private static final int BLOCKS = 16;

  @Param({"jdk", "fastest"})
  public String codec;

  private final byte[][] compressed = new byte[BLOCKS][];
  private final byte[] into = new byte[BYTES];
  private ZlibInflater inflater;
  private int next;

  /** Compresses the blocks by zlib's level 9. */
  @Setup
  public void prepare() {
    inflater = codec.equals("jdk") ? new JdkInflater() : NativeInflater.fastest();
    BlockCompressor zlib = new JdkDeflateCompressor(9);
    for (int i = 0; i < BLOCKS; i++) {
      compressed[i] = zlib.compress(PredictedImagery.block(i), BYTES, true);
    }
  }

  /** Time of one byte of pixels. */
  @Benchmark
  @OperationsPerInvocation(BYTES)
  public int inflate() throws DataFormatException {
    byte[] block = compressed[next++ % BLOCKS];
    return inflater.inflate(block, block.length, into, BYTES);
  }
}
