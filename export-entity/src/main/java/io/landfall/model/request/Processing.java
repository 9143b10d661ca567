package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.color.BandPresets;
import io.landfall.model.color.ColorCorrection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param sceneColors scenes with a colour correction of their own: {@code color} is that of the
 *     others; {@code null}: there are none
 * @param pansharpening sharpens the bands; {@code null}: they are as they are
 */
public record Processing(
    AlgebraTool tool,
    String toolName,
    Map<String, ToolSource> inputs,
    ColorCorrection color,
    Percentiles autoStretch,
    SampleEncoding encoding,
    @JsonInclude(JsonInclude.Include.NON_NULL) ColorRampRequest ramp,
    @JsonInclude(JsonInclude.Include.NON_NULL) String look,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<SceneColor> sceneColors,
    @JsonInclude(JsonInclude.Include.NON_NULL) Pansharpening pansharpening) {
  /** The most scenes with a colour correction of their own: each is looked at as a whole. */
  public static final int MAX_SCENE_COLORS = 500;

  /** Keeps bands as they are. */
  public static final Processing NONE = new Processing(null, null, null, null, null, null);

  public Processing {
    inputs = inputs == null ? Map.of() : Map.copyOf(inputs);
    sceneColors = sceneColors == null || sceneColors.isEmpty() ? null : List.copyOf(sceneColors);
    boolean correctsColors = color != null || sceneColors != null;
    if (sceneColors != null && sceneColors.size() > MAX_SCENE_COLORS) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot correct the colours of %d scenes each by itself: at most %d can be. Give the others the one correction of the project."
              .formatted(sceneColors.size(), MAX_SCENE_COLORS));
    }
    if (correctsColors && (tool != null || autoStretch != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: a colour correction excludes a tool and an automatic stretch. Choose"
              + " one.");
    }
    if (encoding != null && (correctsColors || autoStretch != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: stretched and corrected colours are bytes. Leave out the output type,"
              + " or the stretch.");
    }
    if (ramp != null && !ramp.isNone() && (correctsColors || encoding != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: a colour ramp gives colours, which are bytes. Leave out the colour"
              + " correction and the output type, or the ramp.");
    }
    if (pansharpening != null && (tool != null || sceneColors != null || look != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: pan-sharpening is of bands of the whole mosaic. Leave out the tool, the"
              + " look and colours of single scenes, or the pan-sharpening.");
    }
    if (look != null) {
      checkLook(look);
      if (tool != null
          || correctsColors
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

  /** Makes what is done without colours of single scenes. */
  public Processing(
      AlgebraTool tool,
      String toolName,
      Map<String, ToolSource> inputs,
      ColorCorrection color,
      Percentiles autoStretch,
      SampleEncoding encoding,
      ColorRampRequest ramp,
      String look) {
    this(tool, toolName, inputs, color, autoStretch, encoding, ramp, look, null, null);
  }

  /**
   * Makes what sharpens bands and does nothing else.
   *
   * @param pansharpening {@code null}: not even that
   */
  public static Processing of(Pansharpening pansharpening) {
    return new Processing(null, null, null, null, null, null, null, null, null, pansharpening);
  }

  /** Returns the same, stretched by the values found. */
  public Processing stretchedBy(Percentiles shares) {
    return new Processing(
        tool, toolName, inputs, color, shares, encoding, ramp, look, sceneColors, pansharpening);
  }

  /** Tells whether colours are corrected, of the whole mosaic or of single scenes. */
  public boolean correctsColors() {
    return color != null || sceneColors != null;
  }

  /** Returns the colour correction that is a scene's own. */
  public Optional<ColorCorrection> colorOf(SceneId scene) {
    return sceneColors == null
        ? Optional.empty()
        : sceneColors.stream()
            .filter(one -> one.sceneId().equals(scene))
            .map(SceneColor::colorCorrection)
            .findFirst();
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
