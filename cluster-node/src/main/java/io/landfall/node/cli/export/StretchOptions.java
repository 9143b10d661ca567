package io.landfall.node.cli.export;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.color.ColorRamps;
import io.landfall.model.request.ColorRampRequest;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How values become colours. */
final class StretchOptions {
  @Option(
      names = "--stretch",
      paramLabel = "MIN,MAX",
      defaultValue = "none",
      description =
          "Maps MIN..MAX linearly to bytes 1..255, 0 is no-data; one pair for all bands or one a"
              + " band. auto takes the 2nd and 98th percentile of each band, auto:LOW,HIGH others;"
              + " none keeps type and values. Default: ${DEFAULT-VALUE}.")
  String stretch;

  @Option(
      names = "--color",
      paramLabel = "FILE",
      description =
          "Colour correction of three bands, as JSON: gamma, bandClipping, tileClipping,"
              + " sigmoidalContrast, saturation, equalize, autoBalance. Gives bytes 1..255.")
  Path color;

  @Option(
      names = "--look",
      paramLabel = "LOOK",
      description =
          "Three bands in colours that need no tuning: true-color, color-infrared, agriculture,"
              + " urban and what else --bands knows by name. Reflectances in a range that is the"
              + " same for every scene (0 to 0.3 of visible bands, lifted in the dark), as bytes"
              + " 1..255; of sources that tell no reflectance, as --stretch auto.")
  String look;

  @Option(
      names = "--ramp",
      paramLabel = "RAMP",
      description =
          "Shows one band, as of --tool, in colours: rdylgn, brbg, rdbu, spectral, ylgn, ylorbr,"
              + " blues, viridis, magma or gray, turned with _r after it, over the range of"
              + " --stretch, else that of the index, else its 2nd to 98th percentile; or a file of"
              + " values and colours, as gdaldem color-relief takes. Gives red, green and blue,"
              + " 1..255. Default: none; of an index as PNG or JPEG without --stretch, that of the"
              + " index.")
  String ramp;

  /**
   * Returns the colours of one band; {@code null}: nothing was said of them.
   *
   * @throws ExportFailure REQUEST_INVALID
   */
  ColorRampRequest ramp(Path working) {
    if (ramp == null) {
      return null;
    }
    boolean named =
        ColorRamps.find(ramp).isPresent() || ramp.equalsIgnoreCase(ColorRampRequest.NONE);
    return named || !Files.exists(working.resolve(ramp)) && !ramp.matches(".*[./\\\\].*")
        ? new ColorRampRequest(ramp, null)
        : new ColorRampRequest(null, ToolOptions.ramp(working.resolve(ramp)));
  }

  /** Tells whether the stretch is to be found rather than given. */
  boolean isAuto() {
    return stretch.toLowerCase(Locale.ROOT).startsWith("auto");
  }

  /** Returns the percentiles of an automatic stretch. */
  Percentiles percentiles() {
    if (stretch.equalsIgnoreCase("auto")) {
      return Percentiles.AUTO;
    }
    String[] cut = stretch.substring("auto".length()).replaceFirst("^:", "").split(",");
    try {
      if (cut.length == 2) {
        return new Percentiles(Double.parseDouble(cut[0]), Double.parseDouble(cut[1]));
      }
    } catch (NumberFormatException e) {
      // falls through to the one failure below
    }
    throw invalidStretch();
  }

  /** Returns the ranges of a stretch that is given; empty if none is. */
  List<Tool.ValueRange> ranges() {
    if (isAuto() || stretch.equalsIgnoreCase("none")) {
      return List.of();
    }
    String[] numbers = stretch.split(",");
    if (numbers.length % 2 != 0) {
      throw invalidStretch();
    }
    List<Tool.ValueRange> ranges = new ArrayList<>();
    try {
      for (int i = 0; i < numbers.length; i += 2) {
        ranges.add(
            new Tool.ValueRange(
                Double.parseDouble(numbers[i]), Double.parseDouble(numbers[i + 1])));
      }
    } catch (NumberFormatException e) {
      throw invalidStretch();
    }
    return ranges;
  }

  private ExportFailure invalidStretch() {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID,
        "Invalid --stretch %s: write MIN,MAX for all bands, one pair a band, auto, or auto:LOW,HIGH in percent."
            .formatted(stretch));
  }
}
