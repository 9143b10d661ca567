package io.landfall.node.cli.export;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.request.Pansharpening;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How bands are sharpened by a panchromatic one. */
final class PansharpenOptions {
  private static final String EQUAL = "equal";

  @Option(
      names = "--pansharpen",
      arity = "0..1",
      fallbackValue = EQUAL,
      paramLabel = "WEIGHTS",
      description =
          "Sharpens the bands by the panchromatic one of each scene (weighted Brovey), on its grid:"
              + " what each band counts, with commas between, as 0.3,0.5,0.2. Without: all the"
              + " same. Resampling is cubic unless chosen.")
  String weights;

  @Option(
      names = "--pan-band",
      paramLabel = "BAND",
      description = "With --pansharpen: the panchromatic band. Default: pan.")
  String band;

  /**
   * Returns how bands are sharpened; {@code null}: they are not.
   *
   * @throws ExportFailure REQUEST_INVALID
   */
  Pansharpening pansharpening() {
    if (weights == null) {
      if (band != null) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID,
            "Invalid options: --pan-band is what sharpens bands. Add --pansharpen.");
      }
      return null;
    }
    List<Double> numbers = new ArrayList<>();
    for (String number : weights.equals(EQUAL) ? new String[0] : weights.split(",", -1)) {
      try {
        numbers.add(Double.valueOf(number.strip()));
      } catch (NumberFormatException e) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID,
            "Invalid weights \"%s\" in --pansharpen: give numbers with commas between, as 0.3,0.5,0.2."
                .formatted(weights),
            e);
      }
    }
    return new Pansharpening(band, numbers);
  }
}
