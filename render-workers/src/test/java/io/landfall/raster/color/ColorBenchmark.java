package io.landfall.raster.color;

import io.landfall.model.SampleType;
import java.util.SplittableRandom;
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

/** A row of 512 pixels, corrected. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class ColorBenchmark {
  private static final int ROW = 512;
  private static final String CORRECTION =
      "{'gamma': {'redGamma': 1.2, 'greenGamma': 1.2, 'blueGamma': 1.1},"
          + " 'sigmoidalContrast': {'alpha': 0.4, 'beta': 5}, 'saturation': {'saturation': %s}}";

  /** 1 keeps the bands apart. */
  @Param({"1", "1.3"})
  public String saturation;

  private final double[][] in = new double[3][];
  private final double[][] out = new double[3][ROW];
  private ColorProgram program;

  /** Makes the bands: reflectances of 16 bits. */
  @Setup
  public void prepare() {
    program =
        ColorProgramTest.program(
            CORRECTION.formatted(saturation),
            ColorProgramTest.statistics(SampleType.UINT16, 4000, 16_000, 9000));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < in.length; i++) {
      in[i] = random.ints(ROW, 4000, 16_000).asDoubleStream().toArray();
    }
  }

  /** Time of one pixel, of three bands. */
  @Benchmark
  @OperationsPerInvocation(ROW)
  public double[][] row() {
    program.run(in, out, 0, ROW);
    return out;
  }
}
