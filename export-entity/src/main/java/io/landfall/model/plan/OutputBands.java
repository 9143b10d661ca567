package io.landfall.model.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.SampleType;
import io.landfall.model.color.ColorTable;
import java.util.List;

/**
 * The bands of the output file.
 *
 * @param names one a band
 * @param type of all of them
 * @param nodata the value of a pixel without data; {@code null}: the file declares none (then
 *     outside is 0)
 * @param mask what else tells pixels without data; {@code null}: nothing
 * @param details one a band, or none at all
 * @param colors of the values of a palette; {@code null}: it is none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OutputBands(
    List<String> names,
    SampleType type,
    @JsonInclude Double nodata,
    OutputMask mask,
    List<BandDetails> details,
    ColorTable colors) {
  public OutputBands {
    names = List.copyOf(names);
    details = details == null ? List.of() : List.copyOf(details);
  }

  /** Makes bands of which no more is told. */
  public OutputBands(List<String> names, SampleType type, Double nodata) {
    this(names, type, nodata, null, null, null);
  }

  /** Returns what is told of a band. */
  public BandDetails details(int band) {
    return details.isEmpty() ? BandDetails.NONE : details.get(band);
  }

  /** Returns how many bands there are, alpha not counted. */
  public int count() {
    return names.size();
  }

  /** Returns how many samples a pixel has in the file, alpha counted. */
  public int samplesPerPixel() {
    return names.size() + (mask == OutputMask.ALPHA ? 1 : 0);
  }

  /** Returns the size of one pixel of all bands, in bytes. */
  public int bytesPerPixel() {
    return samplesPerPixel() * type.bytes();
  }
}
