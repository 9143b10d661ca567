package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorRamp;
import io.landfall.model.color.ColorStatistics;
import java.util.List;

/**
 * What turns the input bands of a mosaic into output bands. Every export is one: a project in true
 * colour is the identity or a stretch, an index is a tree of map algebra. The names of the kinds
 * stand in the journal.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Tool.IdentityTool.class, name = "identity"),
  @JsonSubTypes.Type(value = Tool.LinearStretchTool.class, name = "linearStretch"),
  @JsonSubTypes.Type(value = Tool.GammaStretchTool.class, name = "gammaStretch"),
  @JsonSubTypes.Type(value = Tool.ColorRampTool.class, name = "colorRamp"),
  @JsonSubTypes.Type(value = Tool.ExpressionTool.class, name = "algebra"),
  @JsonSubTypes.Type(value = Tool.ColorCorrectionTool.class, name = "color"),
  @JsonSubTypes.Type(value = Tool.SceneColorTool.class, name = "sceneColors"),
  @JsonSubTypes.Type(value = Tool.PansharpenTool.class, name = "pansharpen"),
  @JsonSubTypes.Type(value = Tool.EncodingTool.class, name = "encode"),
  @JsonSubTypes.Type(value = Tool.ToolChain.class, name = "chain")
})
public sealed interface Tool {
  /** Tells whether it computes with the bands, by map algebra, rather than show them. */
  default boolean usesAlgebra() {
    return false;
  }

  /** Keeps values as they are. */
  record IdentityTool() implements Tool {}

  /**
   * Maps each band's range linearly to 1..255: {@code min} and below to 1, {@code max} and above to
   * 255, rounded half up. 0 is left for no-data, so no dark pixel becomes no-data.
   *
   * @param ranges one an output band
   */
  record LinearStretchTool(List<ValueRange> ranges) implements Tool {
    public LinearStretchTool {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * Maps each band's range to 1..255 along the curve {@code x^(1 / gamma)}, which lifts dark values
   * where {@code gamma} is above 1: {@code min} and below to 1, {@code max} and above to 255,
   * rounded half up. 0 is left for no-data.
   *
   * @param ranges one an output band
   * @param gamma above 0
   */
  record GammaStretchTool(List<ValueRange> ranges, double gamma) implements Tool {
    public GammaStretchTool {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * Shows the values of one band in colours: gives red, green and blue of 1..255, 0 is left for
   * no-data.
   *
   * @param name of the ramp, for people; {@code null}: it has none
   */
  record ColorRampTool(@JsonInclude(JsonInclude.Include.NON_NULL) String name, ColorRamp ramp)
      implements Tool {}

  /** Computes one band by map algebra. */
  record ExpressionTool(AlgebraTool algebra) implements Tool {
    @Override
    public boolean usesAlgebra() {
      return true;
    }
  }

  /**
   * Corrects the colours of red, green and blue into 1..255.
   *
   * @param statistics of the three, as found when the export was planned
   */
  record ColorCorrectionTool(ColorCorrection correction, ColorStatistics statistics)
      implements Tool {}

  /**
   * Corrects the colours of each scene, before the scenes are laid over each other, into 1..255.
   *
   * @param corrections each with the statistics of the scenes it is for
   * @param byScene the index among these of the correction of each scene of the plan
   */
  record SceneColorTool(List<ColorCorrectionTool> corrections, List<Integer> byScene)
      implements Tool {
    public SceneColorTool {
      corrections = List.copyOf(corrections);
      byScene = List.copyOf(byScene);
    }

    /** Returns the correction of a scene of the plan. */
    public ColorCorrectionTool of(int scene) {
      return corrections.get(byScene.get(scene));
    }
  }

  /**
   * Sharpens bands by the one after them (weighted Brovey): each is multiplied by what the
   * panchromatic band is of the weighted sum of all. Where that sum is 0, there is no data.
   *
   * @param weights one a band, the panchromatic one left out
   */
  record PansharpenTool(List<Double> weights) implements Tool {
    public PansharpenTool {
      weights = List.copyOf(weights);
    }
  }

  /**
   * Gives every band {@code (value - offset) / scale}, held to {@code min .. max}, as integers are
   * to be stored. The value of no-data lies outside of these, so that no result becomes no-data.
   *
   * @param scale not 0
   */
  record EncodingTool(double scale, double offset, double min, double max) implements Tool {}

  /**
   * Hands the bands of each step to the next.
   *
   * @param steps at least one
   */
  record ToolChain(List<Tool> steps) implements Tool {
    public ToolChain {
      steps = List.copyOf(steps);
    }

    @Override
    public boolean usesAlgebra() {
      return steps.stream().anyMatch(Tool::usesAlgebra);
    }
  }

  /** A range of values, {@code min < max}. */
  record ValueRange(double min, double max) {
    public ValueRange {
      if (!(min < max)) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID, "Invalid stretch: %s is not below %s.".formatted(min, max));
      }
    }
  }
}
