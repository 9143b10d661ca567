package io.landfall.plan;

import io.landfall.model.SampleType;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Tool;
import io.landfall.raster.color.Histogram;
import java.util.List;
import java.util.Set;

/** Finds the ranges of a stretch between two percentiles of the values; no-data is none of them. */
final class AutoStretch {
  /** From this share of zeros in every band on, they are taken for a collar. */
  private static final double COLLAR = 0.05;

  private static final Set<SampleType> UNSIGNED = Set.of(SampleType.UINT8, SampleType.UINT16);

  private final InputChoice inputs;
  private final PlanWarnings warnings;

  AutoStretch(InputChoice inputs, PlanWarnings warnings) {
    this.inputs = inputs;
    this.warnings = warnings;
  }

  /**
   * Returns one range a band. Zeros that no file calls no-data are left out where there are so many
   * in every band that they can but be a collar, which would darken the picture.
   *
   * @param values what is to be stretched
   */
  List<Tool.ValueRange> ranges(
      ToolChoice values, Percentiles cut, ToolChoice.HistogramSource counting) {
    List<Histogram> found = counting.histograms(values);
    double zeros = found.stream().mapToDouble(Histogram::shareOfZeros).min().orElse(0);
    boolean collar = zeros >= COLLAR && zeros < 1 && values.keepsValues() && isUnsaid();
    if (collar) {
      warnings.add(
          "%.0f %% of the values are 0 in every band, and nothing says that 0 is no data: the stretch leaves them out as a collar. Say --srcnodata 0 (srcNodata) if they are one, else give the range."
              .formatted(100 * zeros));
    }
    return found.stream()
        .map(collar ? Histogram::withoutZeros : histogram -> histogram)
        .map(histogram -> histogram.stretch(cut.low(), cut.high()))
        .toList();
  }

  /** Tells whether nothing says which pixels of unsigned bands are valid. */
  private boolean isUnsaid() {
    return inputs.chosen().stream()
        .allMatch(
            band ->
                UNSIGNED.contains(band.planned().type())
                    && !band.tellsValidity()
                    && band.planned().rescaling() == null);
  }
}
