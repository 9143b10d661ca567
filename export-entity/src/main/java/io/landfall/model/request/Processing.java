package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleEncoding;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.color.BandPresets;
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
 * @param ramp colours of the one band; {@code null}: those of an index in a picture, else none
 * @param look a combination of bands by name, in colours that need no tuning: calibrated values in
 *     a range that is the same for every scene
 */
public record Processing(
    AlgebraTool tool,
    String toolName,
    Map<String, ToolSource> inputs,
    ColorCorrection color,
    Percentiles autoStretch,
    SampleEncoding encoding,
    @JsonInclude(JsonInclude.Include.NON_NULL) ColorRampRequest ramp,
    @JsonInclude(JsonInclude.Include.NON_NULL) String look) {
  /** Keeps bands as they are. */
  public static final Processing NONE = new Processing(null, null, null, null, null, null);

  public Processing {
    inputs = inputs == null ? Map.of() : Map.copyOf(inputs);
    if (color != null && (tool != null || autoStretch != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: a colour correction excludes a tool and an automatic stretch. Choose"
              + " one.");
    }
    if (encoding != null && (color != null || autoStretch != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: stretched and corrected colours are bytes. Leave out the output type,"
              + " or the stretch.");
    }
    if (ramp != null && !ramp.isNone() && (color != null || encoding != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: a colour ramp gives colours, which are bytes. Leave out the colour"
              + " correction and the output type, or the ramp.");
    }
    if (look != null) {
      checkLook(look);
      if (tool != null
          || color != null
          || autoStretch != null
          || encoding != null
          || ramp != null) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID,
            "Invalid request: a look chooses bands and colours. Leave out tool, stretch, colour"
                + " correction, ramp and output type, or the look.");
      }
    }
  }

  /** Makes what is done without ramp and look. */
  public Processing(
      AlgebraTool tool,
      String toolName,
      Map<String, ToolSource> inputs,
      ColorCorrection color,
      Percentiles autoStretch,
      SampleEncoding encoding) {
    this(tool, toolName, inputs, color, autoStretch, encoding, null, null);
  }

  private static void checkLook(String look) {
    if (BandPresets.find(look).isEmpty()) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Cannot find a look called \"%s\". There are %s."
              .formatted(look, String.join(", ", BandPresets.names())));
    }
  }
}
