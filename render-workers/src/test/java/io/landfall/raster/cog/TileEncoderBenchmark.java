package io.landfall.raster.cog;

import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.Imagery;
import io.landfall.raster.compress.BlockCompressor;
import io.landfall.raster.compress.Compressors;
import io.landfall.raster.compress.JdkDeflateCompressor;
import io.landfall.raster.compress.TileCompression;
import java.util.List;
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

/** Tiles of 512 x 512 pixels, from values to compressed bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class TileEncoderBenchmark {
  private static final int SIDE = 512;

  @Param({"UINT8 x 3", "UINT16 x 3", "FLOAT32 x 1"})
  public String pixels;

  /** {@code DEFLATE} is by the fastest codec of the machine, {@code JDK} by java.util.zip. */
  @Param({"NONE", "DEFLATE", "JDK", "ZSTD", "LZW"})
  public String codec;

  private TileEncoder encoder;
  private Overviews.TilePixels tile;

  /** Makes the tile; floats are normalised differences. */
  @Setup
  public void prepare() {
    SampleType type = SampleType.valueOf(pixels.split(" ")[0]);
    int count = Integer.parseInt(pixels.split(" ")[2]);
    BlockCompression compression =
        BlockCompression.valueOf(codec.equals("JDK") ? "DEFLATE" : codec);
    OutputFormat format =
        new OutputFormat(
            OutputFormat.FileFormat.COG,
            compression,
            null,
            Compressors.defaultLevel(compression, type),
            type.isFloating() ? 3 : 2,
            SIDE,
            Resampling.AVERAGE);
    OutputBands bands = new OutputBands(List.of("r", "g", "b").subList(0, count), type, 0.0);
    BlockCompressor compressor =
        codec.equals("JDK") ? new JdkDeflateCompressor(format.level()) : Compressors.of(format);
    encoder = new TileEncoder(bands, format, new TileCompression(compressor, compressor));
    tile = new Overviews.TilePixels(SIDE, SIDE, samples(type, count));
    System.out.printf(
        "%d of %d bytes%n", encoder.encode(tile).length, SIDE * SIDE * bands.bytesPerPixel());
  }

  private static double[][] samples(SampleType type, int count) {
    if (!type.isFloating()) {
      return Imagery.bands(type, count, SIDE, SIDE);
    }
    double[][] two = Imagery.bands(SampleType.UINT16, 2, SIDE, SIDE);
    double[] index = new double[SIDE * SIDE];
    for (int i = 0; i < index.length; i++) {
      index[i] = (float) ((two[0][i] - two[1][i]) / (two[0][i] + two[1][i]));
    }
    return new double[][] {index};
  }

  /** Time of one pixel, of all bands. */
  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public byte[] encode() {
    return encoder.encode(tile);
  }
}
