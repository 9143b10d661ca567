package io.landfall.model.plan;

import io.landfall.model.SampleType;
import java.util.List;

/**
 * The bands of the output file.
 *
 * @param names one a band
 * @param type of all of them
 * @param nodata the value of a pixel without data; {@code null}: the file declares none (then
 *     outside is 0)
 */
public record OutputBands(List<String> names, SampleType type, Double nodata) {
  public OutputBands {
    names = List.copyOf(names);
  }

  /** Returns how many bands there are. */
  public int count() {
    return names.size();
  }

  /** Returns the size of one pixel of all bands, in bytes. */
  public int bytesPerPixel() {
    return names.size() * type.bytes();
  }
}
