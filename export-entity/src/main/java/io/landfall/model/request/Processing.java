package io.landfall.model.request;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Percentiles;
import io.landfall.model.SampleEncoding;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.color.ColorCorrection;
import java.util.Map;

/**
 * What is done to the bands of an export beside a fixed stretch; what is {@code null} is not done.
 *
 * @param tool map algebra, instead of the bands themselves
 * @param toolName what the tool's band is called; {@code null}: {@code value}
 * @param inputs imagery of the tool's inputs by their name or source
 * @param color correction of red, green and blue
 * @param autoStretch stretch by the values found
 * @param encoding type of the output
 */
public record Processing(
    AlgebraTool tool,
    String toolName,
    Map<String, ToolSource> inputs,
    ColorCorrection color,
    Percentiles autoStretch,
    SampleEncoding encoding) {
  /** Keeps bands as they are. */
  public static final Processing NONE = new Processing(null, null, null, null, null, null);

  public Processing {
    inputs = inputs == null ? Map.of() : Map.copyOf(inputs);
    if (color != null && (tool != null || autoStretch != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: a colour correction excludes a tool and an automatic stretch. Choose one.");
    }
    if (encoding != null && (color != null || autoStretch != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: stretched and corrected colours are bytes. Leave out the output type, or the stretch.");
    }
  }
}
