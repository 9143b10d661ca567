package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.color.BandPreset;
import io.landfall.model.color.BandPresets;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.OutputFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which bands an export without a tool shows: those that are named, or the scene's own. Of an image
 * they are one in grey, or red, green and blue; opacity is none of them.
 */
final class ShownBands {
  private ShownBands() {}

  /** Returns the bands of an export without a tool: as named, of a preset, or the scene's own. */
  static List<String> of(ExportRequest request, Scene first, PlanWarnings warnings) {
    List<String> asked = ((ExportSource.MosaicSource) request.source()).bands();
    ColorCorrection color = request.effectiveProcessing().color();
    OutputFormat.FileFormat format = request.format().type();
    if (asked.size() == 1 && BandChoice.find(first, asked.get(0)) == null) {
      return BandPresets.find(asked.get(0)).map(BandPreset::bands).orElse(asked);
    }
    if (color != null) {
      return bandsForColor(color, asked.isEmpty() ? first.defaultBands() : asked);
    }
    if (!asked.isEmpty()) {
      return asked;
    }
    return format != null && format.isPicture()
        ? ofImage(first, first.defaultBands(), warnings)
        : first.defaultBands();
  }

  /** Returns the bands that a colour correction names, and those it would get for others. */
  private static List<String> bandsForColor(ColorCorrection color, List<String> bands) {
    List<Integer> indices = Arrays.asList(color.redBand(), color.greenBand(), color.blueBand());
    if (indices.stream().allMatch(Objects::isNull)) {
      return bands;
    }
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < indices.size(); i++) {
      String own = i < bands.size() ? bands.get(i) : String.valueOf(i + 1);
      chosen.add(indices.get(i) == null ? own : String.valueOf(indices.get(i) + 1));
    }
    return chosen;
  }

  /**
   * Returns the bands that an image shows of {@code own}, a scene's own choice: all of them if one
   * or three, else red, green and blue if there are.
   */
  private static List<String> ofImage(Scene scene, List<String> own, PlanWarnings warnings) {
    List<SceneBand> colors =
        Stream.of("red", "green", "blue").map(name -> BandChoice.find(scene, name)).toList();
    if (own.size() == 1 || own.size() == 3 || colors.stream().anyMatch(Objects::isNull)) {
      return own;
    }
    List<String> left =
        own.stream()
            .filter(name -> !colors.contains(BandChoice.find(scene, name)))
            .map(name -> BandChoice.find(scene, name).name())
            .toList();
    if (!left.isEmpty()) {
      warnings.add(
          "An image shows red, green and blue: band %s of %s is left out. Choose with --bands."
              .formatted(String.join(", ", left), scene.name()));
    }
    return List.of("red", "green", "blue");
  }

  /**
   * Checks that an image can show so many bands.
   *
   * @throws ExportFailure OPTION_UNSUPPORTED
   */
  static void check(OutputFormat.FileFormat type, OutputBands bands) {
    if (bands.count() != 1 && bands.count() != 3) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot write a %s of %d bands (%s): it shows one band, or red, green and blue, and its transparency comes from pixels without data. Choose one band or three, or COG."
              .formatted(type, bands.count(), String.join(", ", bands.names())));
    }
  }
}
