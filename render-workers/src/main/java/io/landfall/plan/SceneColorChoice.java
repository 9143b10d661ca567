package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorStatistics;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.Processing;
import io.landfall.model.request.Tool;
import io.landfall.raster.color.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pins the colour corrections of an export: one of the whole mosaic, or some scenes each by their
 * own.
 */
final class SceneColorChoice {
  /** Normalises to 0..255, and nothing else. */
  private static final ColorCorrection PLAIN =
      new ColorCorrection(null, null, null, null, null, null, null, null, null, null);

  private final Processing processing;
  private final InputChoice inputs;
  private final ValueCounts counts;
  private final PlanWarnings warnings;

  /** Counts the values of bands before they are corrected. */
  interface ValueCounts extends ToolChoice.HistogramSource {
    /** Counts over the whole of one scene, wherever the export and other scenes lie. */
    List<Histogram> ofScene(ToolChoice values, int scene);

    /** Counts over the export, as far as these scenes make it. */
    List<Histogram> ofScenes(ToolChoice values, List<Integer> scenes);
  }

  SceneColorChoice(
      ExportRequest request, InputChoice inputs, ValueCounts counts, PlanWarnings warnings) {
    this.processing = request.effectiveProcessing();
    this.inputs = inputs;
    this.counts = counts;
    this.warnings = warnings;
  }

  /**
   * Returns what corrects the bands.
   *
   * @param values the bands as they are
   */
  Tool tool(ToolChoice values) {
    if (values.bands().count() != 3) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid colour correction: it is for red, green and blue, not for %d bands. Choose three."
              .formatted(values.bands().count()));
    }
    SampleType type = values.bands().type();
    return processing.sceneColors() == null
        ? pinned(processing.color(), counts.histograms(values), type)
        : byScene(values, type);
  }

  private Tool byScene(ToolChoice values, SampleType type) {
    List<Tool.ColorCorrectionTool> corrections = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int scene = 0; scene < inputs.scenes().size(); scene++) {
      Optional<ColorCorrection> own = processing.colorOf(inputs.scenes().get(scene).id());
      if (own.isEmpty() || !inputs.isComplete(scene)) {
        others.add(scene);
        indices.add(null);
      } else {
        indices.add(corrections.size());
        corrections.add(pinned(own.get(), counts.ofScene(values, scene), type));
      }
    }
    if (!others.isEmpty()) {
      others.forEach(scene -> indices.set(scene, corrections.size()));
      corrections.add(pinned(colorOf(others), counts.ofScenes(values, others), type));
    }
    return new Tool.SceneColorTool(corrections, indices);
  }

  private ColorCorrection colorOf(List<Integer> others) {
    if (processing.color() != null) {
      return processing.color();
    }
    others.stream()
        .filter(inputs::isComplete)
        .findFirst()
        .map(scene -> inputs.scenes().get(scene).name())
        .ifPresent(
            name ->
                warnings.add(
                    "Scenes without a colour correction (%s is one) lie among scenes that have one: they are brought to bytes from their range of values, and not corrected further. Give these a colour correction, or the project one."
                        .formatted(name)));
    return PLAIN;
  }

  private static Tool.ColorCorrectionTool pinned(
      ColorCorrection correction, List<Histogram> histograms, SampleType type) {
    boolean quantiles = correction.equalize().enabled();
    return new Tool.ColorCorrectionTool(
        correction,
        new ColorStatistics(
            histograms.stream()
                .map(h -> quantiles ? h.statisticsWithQuantiles(type) : h.statistics(type))
                .toList()));
  }
}
