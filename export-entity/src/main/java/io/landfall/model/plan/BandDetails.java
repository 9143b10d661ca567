package io.landfall.model.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Rescaling;
import io.landfall.model.color.ColorInterpretation;
import java.util.Map;

/**
 * What is told of an output band beside its name. What is {@code null} or empty is not told.
 *
 * @param color what the band shows
 * @param calibration what its numbers stand for
 * @param unit of the calibrated numbers
 * @param items further metadata, for GDAL
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BandDetails(
    ColorInterpretation color, Rescaling calibration, String unit, Map<String, String> items) {
  /** Tells nothing. */
  public static final BandDetails NONE = new BandDetails(null, null, null, null);

  public BandDetails {
    items = items == null ? Map.of() : Map.copyOf(items);
  }
}
