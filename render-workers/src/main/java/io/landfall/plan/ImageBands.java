package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.OutputFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Which bands an image shows: one in grey, or red, green and blue; opacity is none of them. */
final class ImageBands {
  private ImageBands() {}

  /**
   * Returns the bands that an image shows of {@code own}, a scene's own choice: all of them if one
   * or three, else red, green and blue if there are.
   */
  static List<String> of(Scene scene, List<String> own, PlanWarnings warnings) {
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
