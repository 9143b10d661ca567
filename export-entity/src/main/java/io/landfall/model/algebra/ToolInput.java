package io.landfall.model.algebra;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Map;

/**
 * An input of a tool: a name in its tree, and the band that it stands for unless the caller says
 * otherwise.
 *
 * @param name as the leaves of the tree have it: {@code NIR}, {@code before/NIR}
 * @param band a name that a scene's band may answer to: {@code nir}, {@code swir1}, {@code 5}
 * @param source which imagery, where there are several: {@code before}, the id of a scene or
 *     project; {@code null}: the export's own
 * @param values which numbers the tool's formula is for; whoever exports decides which it gets
 */
public record ToolInput(String name, String band, String source, SampleValues values) {
  /** What the numbers of a band are. */
  public enum SampleValues {
    /** Whatever they are: the formula holds for them as files have them, too. */
    STORED,
    /** The quantity that was measured, such as reflectance of 0 to 1: of others it is another. */
    @JsonProperty("REFLECTANCE") // in journals, where names stay
    CALIBRATED
  }

  public ToolInput {
    values = values == null ? SampleValues.STORED : values;
  }

  /** Makes an input of calibrated numbers. */
  public ToolInput(String name, String band, String source) {
    this(name, band, source, SampleValues.CALIBRATED);
  }

  /** Returns the same input of whatever numbers there are. */
  ToolInput asStored() {
    return new ToolInput(name, band, source, SampleValues.STORED);
  }

  /** Labels that stand for a band of another name. */
  private static final Map<String, String> BANDS_BY_LABEL =
      Map.of("vis", "red", "r", "red", "g", "green", "b", "blue", "t", "thermal", "a", "1");

  /**
   * Guesses the band from a label: {@code VIS} and {@code R} are red, {@code A} the first band, and
   * what stands before a slash is the source; any other label is the band's name.
   */
  public static ToolInput of(String label) {
    int slash = label.lastIndexOf('/');
    String band = label.substring(slash + 1).strip().toLowerCase(Locale.ROOT);
    String source = slash > 0 ? label.substring(0, slash).strip() : null;
    return new ToolInput(label, BANDS_BY_LABEL.getOrDefault(band, band), source);
  }

  /** The input that is one band of named imagery. */
  static ToolInput of(String source, String band) {
    return new ToolInput(source + "/" + band, band, source);
  }
}
