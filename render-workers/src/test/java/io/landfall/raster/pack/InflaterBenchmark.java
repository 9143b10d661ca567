package io.landfall.raster.pack;

import io.landfall.raster.BlockCompressor;
import io.landfall.raster.tiff.JdkInflater;
import io.landfall.raster.tiff.ZlibInflater;
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

/** Zlib streams of source files, as the reader unpacks them. */
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
  public String engine;

  private final byte[][] packed = new byte[BLOCKS][];
  private final byte[] into = new byte[BYTES];
  private ZlibInflater inflater;
  private int next;

  /** Packs the blocks by zlib's level 9. */
  @Setup
  public void prepare() {
    inflater = engine.equals("jdk") ? new JdkInflater() : NativeInflater.fastest();
    BlockCompressor zlib = new JdkDeflate(9);
    for (int i = 0; i < BLOCKS; i++) {
      packed[i] = zlib.pack(PredictedImagery.block(i), BYTES, true);
    }
  }

  /** Time of one byte of pixels. */
  @Benchmark
  @OperationsPerInvocation(BYTES)
  public int inflate() throws DataFormatException {
    byte[] block = packed[next++ % BLOCKS];
    return inflater.inflate(block, block.length, into, BYTES);
  }
}
