package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PartialBandStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class BandStatisticsCollectorTest {
  private static final double[][] ROW = {{3, 0, -2, Double.NaN, 0}};

  /** A 0 of data is stored as -1 where 0 is no-data. */
  @Test
  void countsWhatIsStoredInPlaceOfNoData() {
    assertThat(statistics(0.0, null, 5)).isEqualTo(new PartialBandStatistics(4, -2, 3, -1, 15));
    assertThat(statistics(0.0, null, 2)).isEqualTo(new PartialBandStatistics(2, -1, 3, 2, 10));
    assertThat(statistics(-2.0, null, 5)).isEqualTo(new PartialBandStatistics(4, -3, 3, 0, 18));
    assertThat(statistics(9.0, null, 5)).isEqualTo(new PartialBandStatistics(4, -2, 3, 1, 13));
  }

  @Test
  void countsValuesAsTheyAreBesideAMask() {
    assertThat(statistics(null, OutputMask.INTERNAL, 5))
        .isEqualTo(new PartialBandStatistics(4, -2, 3, 1, 13));
    assertThat(statistics(0.0, OutputMask.INTERNAL, 5))
        .isEqualTo(new PartialBandStatistics(4, -2, 3, 1, 13));
  }

  private static PartialBandStatistics statistics(Double nodata, OutputMask mask, int width) {
    var bands = new OutputBands(List.of("a"), SampleType.INT16, nodata, mask, null, null);
    var collector = new BandStatisticsCollector(bands);
    collector.addRow(ROW, width);
    return collector.toList().get(0);
  }
}
