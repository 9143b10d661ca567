package io.landfall.raster;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import org.junit.jupiter.api.Test;

class BandChecksumTest {
  private static final int[] PRIMES = {7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43};

  @Test
  void sumsRemaindersRowByRowAcrossBlocks() {
    var raster = new FakeRaster("sum", SampleType.INT16, -30);
    int expected = 0;
    for (int i = 0; i < 70; i++) {
      expected += (i - 30) % PRIMES[i % PRIMES.length];
    }

    assertThat(BandChecksum.of(raster, 0)).isEqualTo(expected & 0xffff);
  }

  @Test
  void roundsFractionsHalfUp() {
    var down = new FakeRaster("down", SampleType.FLOAT32, -30.25);
    var integers = new FakeRaster("integers", SampleType.INT8, -30);
    var half = new FakeRaster("half", SampleType.FLOAT64, -30.5);

    assertThat(BandChecksum.of(down, 0)).isEqualTo(BandChecksum.of(integers, 0));
    assertThat(BandChecksum.of(half, 0)).isEqualTo(BandChecksum.of(integers, 0));
  }

  @Test
  void takesWhatIsTooLargeForAnIntegerAsTheLargest() {
    var large = new FakeRaster("large", SampleType.UINT32, 3_000_000_000.0);
    var huge = new FakeRaster("huge", SampleType.FLOAT64, 1e30);

    assertThat(BandChecksum.of(large, 0)).isEqualTo(BandChecksum.of(huge, 0));
  }
}
