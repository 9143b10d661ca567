package io.landfall.node.cli.export;

import io.landfall.model.cloud.QualityMask;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedComposite;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.Tool;
import io.landfall.raster.provenance.ProvenancePlan;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says of a plan how its pixels are made of those of the scenes, where that is not as usual. */
final class PixelReport {
  private PixelReport() {}

  /** Returns how several scenes become one; an order of scenes is that in which they stand. */
  static Optional<String> composite(ExportPlan plan) {
    PlannedComposite composite = plan.composite();
    if (composite == null) {
      return Optional.empty();
    }
    String method = composite.method().name().toLowerCase(Locale.ROOT);
    return Optional.of(
        switch (composite.method()) {
          case PERCENTILE -> "%s %s of each band".formatted(method, composite.percentile());
          case BEST ->
              "of the scene with the greatest value of a tool of "
                  + composite.scoreBands().get(0).stream()
                      .map(PlannedBand::name)
                      .distinct()
                      .collect(Collectors.joining(", "));
          case MEAN, MEDIAN, MIN, MAX -> method + " of each band";
          case FIRST, LAST, NEAREST_DATE, LEAST_CLOUD -> method;
        });
  }

  /** Returns which scenes have pixels under clouds taken away. */
  static Optional<String> clouds(ExportPlan plan) {
    List<QualityMask> masks = plan.scenes().stream().flatMap(PixelReport::mask).toList();
    if (masks.isEmpty()) {
      return Optional.empty();
    }
    int buffer = masks.stream().mapToInt(QualityMask::buffer).max().orElse(0);
    return Optional.of(
        "masked in %d of %d scenes, by their quality bands%s"
            .formatted(
                masks.size(),
                plan.scenes().size(),
                buffer == 0 ? "" : " and %d pixels around".formatted(buffer)));
  }

  private static Stream<QualityMask> mask(PlannedScene scene) {
    return scene.bands().stream()
        .filter(Objects::nonNull)
        .map(PlannedBand::clouds)
        .filter(Objects::nonNull)
        .limit(1);
  }

  /** Returns with which weights bands are sharpened. */
  static Optional<String> sharpened(ExportPlan plan) {
    Tool first = plan.tool() instanceof Tool.ToolChain chain ? chain.steps().get(0) : plan.tool();
    return first instanceof Tool.PansharpenTool sharpen
        ? Optional.of("by the panchromatic band, weights " + sharpen.weights())
        : Optional.empty();
  }

  /** Returns the file that tells which scene gave a pixel. */
  static Optional<String> provenance(ExportPlan plan) {
    return plan.provenance()
        ? Optional.of(
            "%s, %s"
                .formatted(
                    ProvenancePlan.name(plan.deliveredName()),
                    ProvenancePlan.of(plan).bands().type()))
        : Optional.empty();
  }
}
