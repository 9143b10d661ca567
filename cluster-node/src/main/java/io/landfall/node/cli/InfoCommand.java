package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.place.RationalMap;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.wiring.RenderEngines;
import io.landfall.raster.BandChecksum;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.gcp.ControlPointFit;
import io.landfall.source.RemoteSources;
import io.landfall.source.SceneFiles;
import io.landfall.source.SceneSidecars;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what the reader sees of a raster. */
@Command(
    name = "info",
    description =
        "Says what the reader sees of a raster: size, bands, type, CRS, transform, nodata,"
            + " overviews, blocks.")
final class InfoCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;

  @Mixin LocalOptions data;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "GeoTIFF or JPEG 2000 files, or https, http or s3 URLs of such.")
  List<String> files;

  /** Files of other machines that are opened side by side. */
  private static final int OPENED_AHEAD = 32;

  @Option(
      names = "--checksum",
      description = "Reads all pixels and adds each band's checksum, as gdalinfo -checksum does.")
  boolean checksum;

  @Option(
      names = "--json",
      description = "Prints JSON: one object, or a list of them for several files.")
  boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    List<Map<String, Object>> all = new ArrayList<>();
    try (SceneFiles sources = RenderEngines.filesForCommandLine(data.load(Map.of()))) {
      for (int i = 0; i < files.size(); i++) {
        if (i % OPENED_AHEAD == 0) {
          sources.prepareNow(files.subList(i, Math.min(files.size(), i + 2 * OPENED_AHEAD)));
        }
        Map<String, Object> description = describe(files.get(i), sources);
        all.add(description);
        if (!json) {
          print(out, description);
        }
      }
    }
    if (json) {
      out.println(
          new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(all.size() == 1 ? all.get(0) : all));
    }
    out.flush();
    return ExitCodes.OK;
  }

  private Map<String, Object> describe(String file, SceneFiles sources) {
    try {
      boolean remote = RemoteSources.handles(file);
      String href =
          remote
              ? file
              : data.invocation().folder().resolve(file).toAbsolutePath().toUri().toString();
      SceneFiles.FileVersion version = sources.version(href);
      RasterFile raster = sources.open(href, version);
      RasterInfo info = new SceneSidecars(sources).info(href, version);
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("file", remote ? RemoteSources.safeName(file) : file);
      values.put("width", info.width());
      values.put("height", info.height());
      values.put("crs", crs(info));
      values.put("crsNote", info.crsNote());
      values.put("transform", transform(info));
      values.put("controlPoints", controlPoints(info));
      values.put("rpc", rpc(info));
      values.put("bands", bands(raster, info));
      values.put("stored", info.stored());
      values.put("compression", info.compression());
      values.put("predictor", info.predictor());
      values.put("layout", info.tiled() ? "tiles" : "strips");
      values.put("blockWidth", info.blockWidth());
      values.put("blockHeight", info.blockHeight());
      values.put("interleave", info.interleave());
      values.put("palette", info.colors() == null ? null : info.colors().size());
      values.put("acquired", info.acquired());
      values.put("mask", raster.hasMask());
      values.put("masks", masks(file, raster));
      values.put(
          "overviews",
          info.overviews().stream()
              .map(size -> Map.of("width", size.width(), "height", size.height()))
              .toList());
      values.put("warnings", warnings(info));
      return values;
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    }
  }

  /** Returns what tells pixels without data, beside a no-data value. */
  private List<String> masks(String file, RasterFile raster) {
    List<String> masks = new ArrayList<>();
    if (raster.hasMask()) {
      masks.add("internal");
    }
    if (!RemoteSources.handles(file)
        && Files.isRegularFile(data.invocation().folder().resolve(file + ".msk"))) {
      masks.add("external");
    }
    if (raster.info().bands().stream().anyMatch(band -> band.color().equals("alpha"))) {
      masks.add("alpha");
    }
    return masks;
  }

  private static String crs(RasterInfo info) {
    if (info.epsg() != null) {
      return "EPSG:" + info.epsg();
    }
    return info.crs() == null ? null : info.crs().toString();
  }

  /** In GDAL's order: x of the corner, pixel width, row rotation, y, column rotation, height. */
  private static double[] transform(RasterInfo info) {
    var t = info.transform();
    return t == null
        ? null
        : new double[] {
          t.originX(), t.pixelWidth(), t.rowRotation(),
          t.originY(), t.columnRotation(), t.pixelHeight()
        };
  }

  /** Returns for which place rational polynomial coefficients are made: degrees and metres. */
  private static Map<String, Object> rpc(RasterInfo info) {
    RationalMap map = info.rational();
    if (map == null) {
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("longitude", map.longitude().offset());
    values.put("latitude", map.latitude().offset());
    values.put("height", map.height().offset());
    values.put("heightRange", map.height().scale());
    return values;
  }

  /** Returns how well control points tell the place that an export takes; ground in CRS units. */
  private static Map<String, Object> controlPoints(RasterInfo info) {
    if (info.controlPoints().isEmpty()) {
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("count", info.controlPoints().size());
    ControlPointFit.polynomial(info.controlPoints())
        .map(warp -> ControlPointFit.residuals(info.controlPoints(), warp))
        .ifPresent(
            off -> {
              values.put("order", ControlPointFit.order(info.controlPoints().size()));
              values.put("rmsPixels", off.pixelsRms());
              values.put("rmsGround", Math.hypot(off.xRms(), off.yRms()));
              values.put("mostPixels", off.pixelsMost());
            });
    return values;
  }

  private List<Map<String, Object>> bands(RasterFile raster, RasterInfo info) {
    List<Map<String, Object>> bands = new ArrayList<>();
    for (int i = 0; i < info.bands().size(); i++) {
      RasterInfo.BandInfo band = info.bands().get(i);
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("name", band.name());
      values.put("type", band.type().name());
      values.put("nodata", band.nodata());
      values.put("color", band.color());
      if (band.calibration() != null) {
        values.put("scale", band.calibration().scale());
        values.put("offset", band.calibration().offset());
      }
      values.put("unit", band.unit());
      if (checksum) {
        values.put("checksum", BandChecksum.of(raster, i));
      }
      bands.add(values);
    }
    return bands;
  }

  private static List<String> warnings(RasterInfo info) {
    List<String> warnings = new ArrayList<>(info.warnings());
    if (!info.fileItems().isEmpty()) {
      warnings.add(
          "What it says of itself is not written into outputs: %s."
              .formatted(String.join(", ", info.fileItems())));
    }
    return warnings;
  }

  private static void print(PrintWriter out, Map<String, Object> description) {
    description.forEach(
        (key, value) -> {
          if (value != null && !key.equals("bands") && !key.equals("warnings")) {
            out.printf("%-12s %s%n", key, text(key, value));
          }
        });
    for (Object warning : (List<?>) description.get("warnings")) {
      out.printf("%-12s %s%n", "warning", warning);
    }
    int index = 1;
    for (Object band : (List<?>) description.get("bands")) {
      out.printf("%-12s %s%n", "band " + index++, text("band", band));
    }
    out.println();
  }

  private static String text(String key, Object value) {
    if (value instanceof double[] numbers) {
      return java.util.Arrays.toString(numbers);
    }
    if (value instanceof Map<?, ?> map) {
      List<String> parts = new ArrayList<>();
      map.forEach(
          (name, part) -> {
            if (part != null) {
              parts.add(name + " " + part);
            }
          });
      return String.join(", ", parts);
    }
    if (value instanceof List<?> list) {
      List<String> parts = new ArrayList<>();
      for (Object part : list) {
        parts.add(
            part instanceof Map<?, ?> size
                ? size.get("width") + " x " + size.get("height")
                : String.valueOf(part));
      }
      return parts.isEmpty() ? "none" : String.join(", ", parts);
    }
    return String.valueOf(value);
  }
}
