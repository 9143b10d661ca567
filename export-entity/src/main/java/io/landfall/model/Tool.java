package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * What turns the input bands of a mosaic into output bands. Every export is one: a project in true
 * colour is the identity or a stretch, an index is a tree of map algebra. The names of the kinds
 * stand in the journal.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Tool.Identity.class, name = "identity"),
  @JsonSubTypes.Type(value = Tool.LinearStretch.class, name = "linearStretch")
})
public sealed interface Tool {

  /** Keeps values as they are. */
  record Identity() implements Tool {}

  /**
   * Maps each band's range linearly to 1..255: {@code min} and below to 1, {@code max} and above to
   * 255, rounded half up. 0 is left for no-data, so no dark pixel becomes no-data.
   *
   * @param ranges one an output band
   */
  record LinearStretch(List<Range> ranges) implements Tool {
    public LinearStretch {
      ranges = List.copyOf(ranges);
    }
  }

  /** A range of values, {@code min < max}. */
  record Range(double min, double max) {
    public Range {
      if (!(min < max)) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID, "Invalid stretch: %s is not below %s.".formatted(min, max));
      }
    }
  }
}
