package io.landfall.node.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.export.EstimateJson;
import io.landfall.export.ExpectedAmount;
import io.landfall.export.ExportEstimate;
import io.landfall.model.Rescaling;
import io.landfall.model.geojson.GeoJsonReader;
import io.landfall.model.plan.BandDetails;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Tool;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a dry run tells. */
public final class PlanReport {
  private PlanReport() {}

  private static Map<String, Object> values(ExportPlan plan) {
    var grid = plan.grid();
    var layout = plan.layout();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("crs", "EPSG:" + grid.epsg());
    values.put("resolution", grid.pixelWidth());
    values.put("width", grid.width());
    values.put("height", grid.height());
    values.put("extent", List.of(grid.west(), grid.south(), grid.east(), grid.north()));
    values.put("bands", plan.bands().names());
    values.put("type", plan.bands().type().name());
    values.put("values", lower(plan.values()));
    values.put("picture", picture(plan.tool()));
    putBandDetails(values, plan.bands());
    values.put("nodata", plan.bands().nodata());
    values.put("mask", plan.bands().mask() == null ? "none" : lower(plan.bands().mask()));
    values.put("resampling", plan.resampling().name());
    values.put(
        "format",
        "%s%s, %s, %d-pixel tiles"
            .formatted(
                plan.format().type(),
                plan.format().type().isMapTiles()
                    ? " of %s, from a raster".formatted(plan.format().tileFormat())
                    : "",
                compression(plan.format()),
                plan.format().blockSize()));
    values.put("scenes", plan.scenes().stream().map(PlannedScene::name).toList());
    putIfTold(values, "composite", PixelReport.composite(plan));
    putIfTold(values, "clouds", PixelReport.clouds(plan));
    putIfTold(values, "sharpened", PixelReport.sharpened(plan));
    putIfTold(values, "provenance", PixelReport.provenance(plan));
    values.put("tiles", layout.tilesTotal());
    values.put("tasks", layout.tasks().size());
    values.put("parts", plan.parts());
    values.put("bigTiff", layout.bigTiff());
    values.put("estimatedBytes", layout.estimatedBytes());
    values.put("warnings", plan.warnings());
    return values;
  }

  private static void putIfTold(Map<String, Object> values, String name, Optional<String> told) {
    told.ifPresent(text -> values.put(name, text));
  }

  private static String compression(OutputFormat format) {
    StringBuilder said = new StringBuilder(format.compression().name());
    if (format.compression().hasLevel()) {
      said.append(" level ").append(format.level());
    }
    if (!format.isOfSamples()) {
      said.append(", predictor ").append(format.predictor());
    }
    if (format.quality() != null) {
      String of = format.type() == OutputFormat.FileFormat.JPEG ? ", the image of" : "";
      said.append(of).append(" quality ").append(format.quality());
    }
    if (format.maxZError() != null) {
      said.append(", max z error ").append(GeoJsonReader.format(format.maxZError()));
    }
    if (format.bitsPerSample() != null) {
      said.append(", ").append(format.bitsPerSample()).append(" bits a sample");
    }
    return said.toString();
  }

  /** Puts what is told of the output's bands: one entry a band, nothing where nothing is told. */
  private static void putBandDetails(Map<String, Object> values, OutputBands bands) {
    List<BandDetails> details = bands.details();
    if (details.stream().anyMatch(band -> band.color() != null)) {
      values.put(
          "colors", details.stream().map(d -> d.color() == null ? "" : lower(d.color())).toList());
    }
    if (details.stream().anyMatch(band -> band.calibration() != null)) {
      values.put("scales", details.stream().map(d -> calibration(d).scale()).toList());
      values.put("offsets", details.stream().map(d -> calibration(d).offset()).toList());
    }
    if (details.stream().anyMatch(band -> band.unit() != null)) {
      values.put("units", details.stream().map(d -> d.unit() == null ? "" : d.unit()).toList());
    }
    if (bands.colors() != null) {
      values.put("palette", bands.colors().size());
    }
  }

  /** Says how values become colours; {@code null}: they do not. */
  private static String picture(Tool tool) {
    if (tool instanceof Tool.ToolChain chain) {
      return picture(chain.steps().get(chain.steps().size() - 1));
    } else if (tool instanceof Tool.LinearStretchTool stretch) {
      return "stretched from " + ranges(stretch.ranges());
    } else if (tool instanceof Tool.GammaStretchTool stretch) {
      return "stretched from %s, gamma %s".formatted(ranges(stretch.ranges()), stretch.gamma());
    } else if (tool instanceof Tool.ColorRampTool colors) {
      var stops = colors.ramp().stops();
      return "colour ramp %s from %s to %s"
          .formatted(
              colors.name() == null ? "of %d colours".formatted(stops.size()) : colors.name(),
              stops.get(0).value(),
              stops.get(stops.size() - 1).value());
    }
    if (tool instanceof Tool.SceneColorTool colors) {
      return "colour correction of each scene (%d)".formatted(colors.byScene().size());
    }
    return tool instanceof Tool.ColorCorrectionTool ? "colour correction" : null;
  }

  private static String ranges(List<Tool.ValueRange> ranges) {
    return ranges.stream()
        .map(range -> "%s to %s".formatted(range.min(), range.max()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static Rescaling calibration(BandDetails band) {
    return band.calibration() == null ? new Rescaling(1, 0) : band.calibration();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Prints an estimate: one line each, warnings last, one line each too. */
  public static void print(PrintWriter out, ExportEstimate estimate) {
    Map<String, Object> values = values(estimate.plan());
    values.remove("warnings");
    values.remove("estimatedBytes");
    values.put("size", size(estimate.bytes()));
    values.put("time", time(estimate.seconds()));
    estimate
        .destinations()
        .forEach(
            check ->
                values.put(
                    "destination",
                    check.detail() == null
                        ? check.status()
                        : "%s: %s".formatted(check.status(), check.detail())));
    if (values.get("picture") == null) {
      values.remove("picture");
    }
    values.forEach((name, value) -> out.printf("%-15s %s%n", name, value));
    Stream.concat(estimate.plan().warnings().stream(), estimate.warnings().stream())
        .forEach(warning -> out.printf("%-15s %s%n", "warning", warning));
  }

  private static String size(ExpectedAmount bytes) {
    return String.format(
        Locale.ROOT,
        "%.1f MB expected, %.1f to %.1f, by %s",
        bytes.expected() / 1e6,
        bytes.low() / 1e6,
        bytes.high() / 1e6,
        bytes.basis());
  }

  private static String time(ExpectedAmount seconds) {
    return String.format(
        Locale.ROOT,
        "%.1f s expected, %.1f to %.1f, by %s",
        seconds.expected(),
        seconds.low(),
        seconds.high(),
        seconds.basis());
  }

  /** Prints what the service answers to the same question, with what only a person reads. */
  public static void printJson(PrintWriter out, ExportEstimate estimate)
      throws JsonProcessingException {
    var mapper = new ObjectMapper();
    ObjectNode report = mapper.valueToTree(values(estimate.plan()));
    ObjectNode answer = EstimateJson.write(estimate);
    answer.remove("scenes"); // a person knows files by their names
    report.setAll(answer);
    out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(report));
  }
}
