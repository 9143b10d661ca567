package io.landfall.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.Aoi;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.Rescaling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.model.request.Tool;
import io.landfall.model.request.ValueMode;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.cog.LayoutPlanner;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.source.FileByteSource;
import io.landfall.source.SceneFiles;
import io.landfall.worker.FileReproduction;
import io.landfall.worker.RasterTaskExecutor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An export of real files in this JVM, to be held against what another program made of them: by the
 * planner and the renderer, on the other program's own grid.
 */
final class GdalReference {
  static final CoordinateTransforms TRANSFORMS = PlannerFixture.TRANSFORMS;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<SceneId, Scene> scenes = new LinkedHashMap<>();
  private final List<SceneId> shown = new ArrayList<>();
  private final PlannerFixture request = PlannerFixture.of(scenes::get, shown);

  /** Shows files with all their bands, or folders of band files; the first lies on top. */
  static GdalReference of(String... files) {
    GdalReference export = new GdalReference();
    for (String file : files) {
      export.shown.add(export.add(PlannerFixture.data(file)));
    }
    return export;
  }

  /** Shows files of one band each, as one scene, by the names of the files. */
  static GdalReference ofBands(Path... files) {
    GdalReference export = new GdalReference();
    SceneId id = new SceneId(files[0].getParent().toString());
    List<SceneBand> bands = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString().replace(".tif", "");
      bands.add(band(file, 0, null, null, name));
    }
    export.scenes.put(id, new Scene(id, id.value(), bands, List.of(), null));
    export.shown.add(id);
    return export;
  }

  /** Makes a scene known that an input of a tool may name. */
  SceneId add(Path file) {
    SceneId id = new SceneId(file.toString());
    scenes.put(id, Files.isDirectory(file) ? folder(id, file) : single(id, file));
    return id;
  }

  /** Names the bands of the last file, in its order; 0 is no data in them. */
  GdalReference named(String... names) {
    SceneId id = shown.get(shown.size() - 1);
    List<SceneBand> list = new ArrayList<>();
    for (String name : names) {
      list.add(band(Path.of(id.value()), list.size(), 0.0, null, name));
    }
    scenes.put(id, new Scene(id, id.value(), list, Arrays.asList(names), null));
    return this;
  }

  GdalReference bands(String... names) {
    request.bands(names);
    return this;
  }

  GdalReference to(int code, double size) {
    request.to(code, size);
    return this;
  }

  GdalReference by(Resampling way) {
    request.by(way);
    return this;
  }

  GdalReference within(String geoJson) {
    request.within(aoi(PlannerFixture.data(geoJson)));
    return this;
  }

  GdalReference within(Aoi area) {
    request.within(area);
    return this;
  }

  GdalReference stretched(double min, double max) {
    request.stretched(new Tool.ValueRange(min, max));
    return this;
  }

  GdalReference with(Processing wanted) {
    request.with(wanted);
    return this;
  }

  GdalReference masked(MaskMode mode) {
    request.masked(mode);
    return this;
  }

  /** Takes numbers as stored, as GDAL's calculator does. */
  GdalReference stored() {
    request.taking(ValueMode.RAW);
    return this;
  }

  GdalReference as(OutputFormatRequest wanted) {
    request.as(wanted);
    return this;
  }

  /** Plans, and renders on the grid that the planner lays. */
  Path render(Path folder) {
    try (SceneFiles files = new SceneFiles()) {
      return write(request.plan(files), executor(files, TRANSFORMS), folder);
    }
  }

  /** A finished raster and its plan. */
  record PlannedRaster(ExportPlan plan, Path file) {}

  /** As {@link #render(Path)}, with the plan, as it is and as a COG of the same pixels. */
  List<PlannedRaster> renderAndAsCog(Path folder) {
    try (SceneFiles files = new SceneFiles()) {
      ExportPlan plan = request.plan(files);
      ExportPlan cog =
          plan.toBuilder()
              .fileName("cog.tif")
              .format(plan.format().withLayout(FileFormat.COG, plan.format().blockSize()))
              .build();
      return List.of(
          new PlannedRaster(plan, write(plan, executor(files, TRANSFORMS), folder)),
          new PlannedRaster(cog, write(cog, executor(files, TRANSFORMS), folder)));
    }
  }

  /** Renders a plan again, in as many tasks as it can have, by several threads. */
  PlannedRaster renderInTasks(Path folder) throws IOException {
    try (SceneFiles files = new SceneFiles()) {
      ExportPlan plan = request.plan(files);
      TileLayout layout =
          new LayoutPlanner(1, 0)
              .plan(
                  plan.grid(),
                  plan.bands(),
                  plan.format(),
                  1,
                  area -> true,
                  LayoutPlanner.ContentEstimate.FULL);
      ExportPlan inTasks = plan.toBuilder().layout(layout).build();
      Path file = folder.resolve("in-tasks");
      new FileReproduction(executor(files, TRANSFORMS), 2)
          .render(inTasks, folder, file, done -> {});
      return new PlannedRaster(inTasks, file);
    }
  }

  /** As {@link #render(Path)}, with the plan. */
  PlannedRaster renderPlanned(Path folder) {
    try (SceneFiles files = new SceneFiles()) {
      ExportPlan plan = request.plan(files);
      return new PlannedRaster(plan, write(plan, executor(files, TRANSFORMS), folder));
    }
  }

  /** Renders on the grid of another raster, whatever its origin and the shape of its pixels. */
  Path render(Path folder, GeoTransform at, int width, int height) {
    double stretch = at.pixelWidth() / Math.abs(at.pixelHeight());
    boolean oblong = Math.abs(stretch - 1) > 1e-9;
    try (SceneFiles files = new SceneFiles()) {
      ExportPlan plan = request.plan(files);
      int code = plan.grid().epsg();
      PixelGrid grid =
          new PixelGrid(
              oblong ? StretchedTransforms.STRETCHED : code,
              at.originX(),
              at.originY() * (oblong ? stretch : 1),
              at.pixelWidth(),
              width,
              height);
      CoordinateTransforms transforms =
          oblong ? new StretchedTransforms(TRANSFORMS, code, stretch) : TRANSFORMS;
      return write(on(grid, plan), executor(files, transforms), folder);
    }
  }

  private static RasterTaskExecutor executor(SceneFiles files, CoordinateTransforms transforms) {
    return new RasterTaskExecutor(files, transforms, new BlockCache());
  }

  private static ExportPlan on(PixelGrid grid, ExportPlan plan) {
    return plan.toBuilder()
        .grid(grid)
        .layout(
            new LayoutPlanner(32 << 20, 64 << 20)
                .plan(
                    grid,
                    plan.bands(),
                    plan.format(),
                    1,
                    area -> true,
                    LayoutPlanner.ContentEstimate.FULL))
        .build();
  }

  private static Path write(ExportPlan plan, RasterTaskExecutor executor, Path folder) {
    RenderedTask task = executor.render(plan, plan.layout().tasks().get(0), tiles -> {});
    try {
      Path file = Files.createTempFile(folder, "ours", ".tif");
      try (OutputStream out = Files.newOutputStream(file)) {
        for (byte[] bytes : executor.wholeFile(plan, task)) {
          out.write(bytes);
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Renders on the grid of {@code theirs}, with overviews if those are asked for. */
  Path renderLike(Path theirs, Path folder) {
    try (TiffFile file = open(theirs)) {
      RasterInfo info = file.info();
      return render(folder, info.transform(), info.width(), info.height());
    }
  }

  static TiffFile open(Path file) {
    try {
      return TiffFile.open(FileByteSource.open(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program to its end and returns what it printed. */
  static String run(String... command) {
    try {
      Path out = Files.createTempFile("landfall-test", ".out");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      String text = Files.readString(out);
      Files.delete(out);
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + "\n" + text);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Scene single(SceneId id, Path file) {
    return new Scene(
        id, id.value(), List.of(band(file, SceneBand.ALL_BANDS, null, null, "*")), List.of(), null);
  }

  /** Sentinel-2, or Landsat 8 of Collection 1 or 2: only the latter says how to get reflectance. */
  private static Scene folder(SceneId id, Path folder) {
    List<SceneBand> list = new ArrayList<>();
    Map<Integer, String> names = Map.of(2, "blue", 3, "green", 4, "red", 5, "nir", 8, "nir");
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        for (int number : new int[] {2, 3, 4, 5, 8}) {
          if (name.matches(
              (number == 8 ? ".*_B08\\.jp2" : "(?i).*_b0?%d\\.(tif|jp2)").formatted(number))) {
            Rescaling calibration = name.contains("_SR_") ? new Rescaling(2.75e-5, -0.2) : null;
            list.add(band(file, 0, null, calibration, names.get(number), String.valueOf(number)));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Scene(id, id.value(), list, List.of("red", "green", "blue"), null);
  }

  private static SceneBand band(
      Path file, int index, Double nodata, Rescaling calibration, String... aliases) {
    return new SceneBand(
        List.of(aliases), file.toUri().toString(), index, nodata, null, calibration, null);
  }

  /** Reads the one polygon or multipolygon of a GeoJSON file. */
  static Aoi aoi(Path file) {
    try {
      return aoi(JSON.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Aoi aoi(JsonNode json) {
    try {
      return switch (json.get("type").asText()) {
        case "FeatureCollection" -> aoi(json.get("features").get(0));
        case "Feature" -> aoi(json.get("geometry"));
        case "Polygon" ->
            new Aoi(
                new double[][][][] {JSON.treeToValue(json.get("coordinates"), double[][][].class)});
        default -> new Aoi(JSON.treeToValue(json.get("coordinates"), double[][][][].class));
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
