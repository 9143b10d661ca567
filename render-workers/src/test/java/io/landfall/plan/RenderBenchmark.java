package io.landfall.plan;

import io.landfall.model.Resampling;
import io.landfall.model.Scene;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Tool;
import io.landfall.raster.BlockCache;
import io.landfall.raster.cog.TaskRenderer;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Processor time of one thread for rendering job A of the benchmark, without a store: {@code
 * RenderBenchmark SCENES [TASKS] [COMPRESSION] [RESAMPLING] [LEVEL]}.
 */
public final class RenderBenchmark {
  private RenderBenchmark() {}

  /** Renders tasks from the middle of the file, and prints what each took. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 4;
    BlockCompression compression =
        BlockCompression.valueOf(args.length > 2 ? args[2].toUpperCase(Locale.ROOT) : "DEFLATE");
    Resampling resampling =
        Resampling.valueOf(args.length > 3 ? args[3].toUpperCase(Locale.ROOT) : "BILINEAR");
    Integer level = args.length > 4 ? Integer.valueOf(args[4]) : null;
    Scene[] scenes;
    try (var folders = Files.list(folder)) {
      scenes =
          folders
              .filter(Files::isDirectory)
              .sorted(Comparator.reverseOrder())
              .map(RenderBenchmark::scene)
              .toArray(Scene[]::new);
    }
    PlannerFixture request =
        PlannerFixture.scenes(scenes)
            .bands("red", "green", "blue")
            .to(3857, 30.0)
            .by(resampling)
            .stretched(new Tool.ValueRange(4000, 16_000))
            .as(new OutputFormatRequest(null, compression, level, null, null, null));
    ExportPlan plan = request.plan();
    try (SceneFiles files = new SceneFiles()) {
      var renderer =
          new TaskRenderer(plan, files, PlannerFixture.TRANSFORMS, new BlockCache(128 << 20));
      int middle = plan.layout().tasks().size() / 2;
      for (int i = 0; i < tasks; i++) {
        PlannedTask task = plan.layout().tasks().get((middle + i) % plan.layout().tasks().size());
        long before = cpu();
        var rendered = renderer.render(task, tiles -> {});
        double seconds = (cpu() - before) / 1e9;
        long bytes = rendered.full().stream().mapToLong(tile -> tile.length).sum();
        double megapixels = rendered.full().size() * 512 * 512 / 1e6;
        System.out.printf(
            Locale.ROOT,
            "task %d:  %.2f s of processor, %.0f Mpx, %.1f ns/px, %.1f MB%n",
            task.index(),
            seconds,
            megapixels,
            seconds * 1e3 / megapixels,
            bytes / 1e6);
      }
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Scene scene(Path folder) {
    String name = folder.getFileName().toString();
    return new Scene(
        new SceneId(folder.toString()),
        name,
        List.of(
            PlannerFixture.band(folder.resolve(name + "_B4.TIF"), 0, 0.0, "red"),
            PlannerFixture.band(folder.resolve(name + "_B3.TIF"), 0, 0.0, "green"),
            PlannerFixture.band(folder.resolve(name + "_B2.TIF"), 0, 0.0, "blue"),
            PlannerFixture.band(folder.resolve(name + "_B5.TIF"), 0, 0.0, "nir")),
        List.of("red", "green", "blue"),
        null);
  }
}
