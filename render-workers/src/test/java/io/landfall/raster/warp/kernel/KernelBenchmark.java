package io.landfall.raster.warp.kernel;

import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.raster.Imagery;
import io.landfall.raster.RasterInfo;
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

/** A row of 512 positions in three bands by each kernel, on a grid that is turned a little. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class KernelBenchmark {
  private static final int ROW = 512;
  private static final int WIDTH = 560;
  private static final int HEIGHT = 32;

  @Param({"NEAREST", "BILINEAR", "CUBIC", "LANCZOS", "AVERAGE", "MODE"})
  public Resampling resampling;

  private final double[][] out = new double[3][ROW];
  private Kernel kernel;
  private SourceWindow window;
  private SampleCoordinates at;

  /** Makes the window, and places that lie 0.99 pixels apart. */
  @Setup
  public void prepare() {
    double[][] samples = Imagery.bands(SampleType.UINT16, 3, WIDTH, HEIGHT);
    window = SourceWindow.whole(new RasterInfo.Size(WIDTH, HEIGHT), true, samples);
    kernel = Kernel.of(resampling, 1, 1);
    at = kernel.usesCorners() ? SampleCoordinates.ofCorners(ROW) : SampleCoordinates.ofCentres(ROW);
    at.count = ROW;
    for (int i = 0; i < ROW; i++) {
      at.x[i] = 10.3 + 0.99 * i;
      at.y[i] = 10.7 + 0.01 * i;
      if (kernel.usesCorners()) {
        at.oppositeX[i] = at.x[i] + 0.99;
        at.oppositeY[i] = at.y[i] + 1.01;
      }
    }
  }

  /** Time of one position, in all bands. */
  @Benchmark
  @OperationsPerInvocation(ROW)
  public double[][] row() {
    kernel.resample(window, at, out);
    return out;
  }
}
