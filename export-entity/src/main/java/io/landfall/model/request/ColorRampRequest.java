package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.color.ColorRamp;
import io.landfall.model.color.ColorRamps;
import java.util.Locale;

/**
 * The colours that values of one band are shown in, as asked for: one of the two.
 *
 * @param name of a ramp that is spread over the range of values; {@code none}: values stay grey
 * @param table colours of values
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ColorRampRequest(String name, ColorRamp table) {
  /** Keeps pictures of an index grey. */
  public static final String NONE = "none";

  public ColorRampRequest {
    name = name == null ? null : name.strip().toLowerCase(Locale.ROOT);
    if (name != null && !name.equals(NONE) && ColorRamps.find(name).isEmpty()) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Cannot find a colour ramp called \"%s\". There are %s, each turned with _r after it, and none."
              .formatted(name, String.join(", ", ColorRamps.names())));
    }
    if ((name == null) == (table == null)) {
      throw new IllegalArgumentException("A colour ramp is a name or a table");
    }
  }

  /** Tells whether no colours are wanted. */
  public boolean isNone() {
    return NONE.equals(name);
  }
}
