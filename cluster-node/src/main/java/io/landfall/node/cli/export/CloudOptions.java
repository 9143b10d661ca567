package io.landfall.node.cli.export;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.cloud.CloudClass;
import io.landfall.model.cloud.CloudConfidence;
import io.landfall.model.cloud.CloudMask;
import io.landfall.model.cloud.MissingQuality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which pixels of scenes go because clouds hide them. */
final class CloudOptions {
  private static final String USUAL = "usual";

  @Option(
      names = "--mask-clouds",
      arity = "0..1",
      fallbackValue = USUAL,
      paramLabel = "CLASSES",
      description =
          "Takes away what the quality band of each scene (QA_PIXEL, pixel_qa or BQA of Landsat,"
              + " SCL of Sentinel-2) says is hidden, so that the scene below shows. Classes with"
              + " commas between: fill, dilated, cirrus, cloud, shadow, snow, water, saturated,"
              + " dark, unclassified. Without: fill, dilated, cirrus, cloud and shadow.")
  String classes;

  @Option(
      names = "--cloud-buffer",
      paramLabel = "PIXELS",
      description =
          "With --mask-clouds: masks a disc of so many pixels of the quality band around every"
              + " masked pixel, 0 to 100. Default: 0.")
  Integer buffer;

  @Option(
      names = "--cloud-confidence",
      paramLabel = "CONFIDENCE",
      description =
          "With --mask-clouds: high or medium, from which on a class counts where the band tells"
              + " how sure it is. Default: the flags of Landsat alone; high where it has none; both"
              + " classes of cloud of Sentinel-2.")
  CloudConfidence confidence;

  @Option(
      names = "--cloud-missing",
      paramLabel = "WHAT",
      description =
          "With --mask-clouds: refuse an export with a scene that has no quality band, or warn and"
              + " take that scene as it is. Default: refuse.")
  MissingQuality missing;

  /**
   * Returns what is masked; {@code null}: nothing.
   *
   * @throws ExportFailure REQUEST_INVALID
   */
  CloudMask mask() {
    if (classes == null) {
      if (buffer != null || confidence != null || missing != null) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID,
            "Invalid options: --cloud-buffer, --cloud-confidence and --cloud-missing say how clouds"
                + " are masked. Add --mask-clouds.");
      }
      return null;
    }
    List<CloudClass> wanted = new ArrayList<>();
    for (String name : classes.equals(USUAL) ? new String[0] : classes.split(",", -1)) {
      wanted.add(named(name.strip()));
    }
    return new CloudMask(wanted, confidence, buffer == null ? 0 : buffer, missing);
  }

  private static CloudClass named(String name) {
    return Arrays.stream(CloudClass.values())
        .filter(one -> one.label().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new ExportFailure(
                    ErrorCode.REQUEST_INVALID,
                    "Unknown class \"%s\" in --mask-clouds. Known: %s."
                        .formatted(
                            name,
                            Arrays.stream(CloudClass.values())
                                .map(CloudClass::label)
                                .collect(Collectors.joining(", ")))));
  }
}
