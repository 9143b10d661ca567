package io.landfall.raster.cog;

import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.Imagery;
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

/** A tile of an overview, of three bands, from four full ones. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class OverviewsBenchmark {
  private static final int SIDE = 512;

  @Param({"NEAREST", "AVERAGE", "BILINEAR"})
  public Resampling resampling;

  private final Overviews.TilePixels[] children = new Overviews.TilePixels[4];
  private Overviews overviews;

  /** Makes the four tiles. */
  @Setup
  public void prepare() {
    OutputFormat format =
        new OutputFormat(
            OutputFormat.FileFormat.COG, BlockCompression.NONE, null, 1, 1, SIDE, resampling);
    overviews = new Overviews(format, SampleType.UINT8);
    for (int i = 0; i < children.length; i++) {
      children[i] =
          new Overviews.TilePixels(SIDE, SIDE, Imagery.bands(SampleType.UINT8, 3, SIDE, SIDE));
    }
  }

  /** Time of one pixel of the overview, of all bands. */
  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public Object parent() {
    return overviews.parent(children, SIDE, SIDE);
  }
}
