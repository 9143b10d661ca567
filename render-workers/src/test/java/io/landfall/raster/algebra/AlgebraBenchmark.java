package io.landfall.raster.algebra;

import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.raster.PixelRect;
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

/** A row of 512 pixels by tools that are built in. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class AlgebraBenchmark {
  private static final int ROW = 512;

  @Param("ndvi")
  public String tool;

  private final double[] out = new double[ROW];
  private AlgebraProgram program;
  private double[][] in;

  /** Makes the bands: reflectances of 16 bits. */
  @Setup
  public void prepare() {
    AlgebraTool algebra = BuiltInTools.get(tool).tool();
    program = AlgebraProgram.compile(algebra, AlgebraProgramTest::mask);
    SplittableRandom random = new SplittableRandom(1);
    in = new double[algebra.inputs().size()][];
    for (int i = 0; i < in.length; i++) {
      in[i] = random.ints(ROW, 4000, 16_000).asDoubleStream().toArray();
    }
  }

  /** Time of one pixel. */
  @Benchmark
  @OperationsPerInvocation(ROW)
  public double[] row() {
    program.run(new PixelRect(0, 0, ROW, 1), in, out);
    return out;
  }
}
