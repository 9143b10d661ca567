package io.landfall.raster.cog;

import io.landfall.model.Rescaling;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputCalibration;
import io.landfall.model.plan.PlannedScene;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the header of a file tells about it beyond its layout. All but the numbers in {@code
 * statistics} comes from the plan, as the size of the header must be known before they are.
 *
 * @param software who wrote the file (tag Software); {@code null}: untold
 * @param acquired when it was taken (tag DateTime), as {@code 2024-06-01T10:20:30Z}; {@code null}:
 *     unknown
 * @param items of the dataset, for GDAL
 * @param scalings one a band, or none at all
 * @param statistics one a band, or none at all; {@link HeaderStatistics#UNKNOWN} keeps the place
 */
public record HeaderMetadata(
    String software,
    String acquired,
    SortedMap<String, String> items,
    List<BandScaling> scalings,
    List<HeaderStatistics> statistics) {
  /** Nothing at all. */
  public static final HeaderMetadata NONE =
      new HeaderMetadata(null, null, Collections.emptySortedMap(), List.of(), List.of());

  private static final Pattern INSTANT =
      Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})T(\\d{2}:\\d{2}:\\d{2})(\\.\\d+)?Z");
  private static final int MAX_SCENES = 200;

  /**
   * Values of a band and what they mean: {@code value * scale + offset}.
   *
   * @param offset in the unit of the band
   * @param scale likewise
   */
  public record BandScaling(double offset, double scale) {}

  /**
   * The values of a band, of pixels with data.
   *
   * @param validPercent share of pixels with data, 0 to 100
   */
  public record HeaderStatistics(
      double minimum, double maximum, double mean, double stddev, double validPercent) {
    /** Not counted yet, or nothing to count: written as blanks. */
    public static final HeaderStatistics UNKNOWN =
        new HeaderStatistics(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  public HeaderMetadata {
    if (acquired != null && !INSTANT.matcher(acquired).matches()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "Invalid time of acquisition: %s", acquired));
    }
    items = Collections.unmodifiableSortedMap(new TreeMap<>(items));
    scalings = List.copyOf(scalings);
    statistics = List.copyOf(statistics);
  }

  /** Returns what a plan tells: the software, and the scenes as item SOURCE_SCENES. */
  public static HeaderMetadata of(ExportPlan plan) {
    String scenes =
        plan.scenes().stream()
            .limit(MAX_SCENES)
            .map(PlannedScene::name)
            .collect(Collectors.joining(", "));
    int more = plan.scenes().size() - MAX_SCENES;
    HeaderMetadata known = acquired(plan).map(NONE::withAcquired).orElse(NONE);
    return known
        .withScalings(scalings(plan))
        .withSoftware(plan.software())
        .withItems(
            Map.of(
                "SOURCE_SCENES",
                more > 0 ? scenes + String.format(Locale.ROOT, " and %d more", more) : scenes));
  }

  /** Returns when the topmost scene of known time was taken. */
  private static Optional<String> acquired(ExportPlan plan) {
    return plan.scenes().stream()
        .map(PlannedScene::acquired)
        .filter(time -> time != null && INSTANT.matcher(time).matches())
        .findFirst();
  }

  private static List<BandScaling> scalings(ExportPlan plan) {
    Rescaling written = OutputCalibration.ofTool(plan.tool());
    return written == null
        ? List.of()
        : Collections.nCopies(
            plan.bands().count(), new BandScaling(written.offset(), written.scale()));
  }

  /** Returns this with another software. */
  public HeaderMetadata withSoftware(String name) {
    return new HeaderMetadata(name, acquired, items, scalings, statistics);
  }

  /** Returns this with a time of acquisition, which is an item ACQUISITION as well. */
  public HeaderMetadata withAcquired(String instant) {
    return new HeaderMetadata(software, instant, items, scalings, statistics)
        .withItems(Map.of("ACQUISITION", instant));
  }

  /** Returns this with further items of the dataset. */
  public HeaderMetadata withItems(Map<String, String> more) {
    SortedMap<String, String> all = new TreeMap<>(items);
    all.putAll(more);
    return new HeaderMetadata(software, acquired, all, scalings, statistics);
  }

  /** Returns this with scalings, one a band. */
  public HeaderMetadata withScalings(List<BandScaling> bands) {
    return new HeaderMetadata(software, acquired, items, bands, statistics);
  }

  /** Returns this with room for the statistics of so many bands. */
  public HeaderMetadata withBlankStatistics(int bands) {
    return withStatistics(Collections.nCopies(bands, HeaderStatistics.UNKNOWN));
  }

  /** Returns this with statistics, one a band. */
  public HeaderMetadata withStatistics(List<HeaderStatistics> bands) {
    return new HeaderMetadata(software, acquired, items, scalings, bands);
  }

  /** Returns the time of acquisition as TIFF has it, {@code 2024:06:01 10:20:30}, or null. */
  String dateTime() {
    return acquired == null ? null : INSTANT.matcher(acquired).replaceFirst("$1:$2:$3 $4");
  }
}
