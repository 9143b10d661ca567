package io.landfall.render;

import io.landfall.model.ExportPlan;
import io.landfall.model.OutputFormat.Compression;
import io.landfall.model.OutputFormatRequest;
import io.landfall.model.PlannedRun;
import io.landfall.model.Resampling;
import io.landfall.model.Scene;
import io.landfall.model.SceneId;
import io.landfall.model.Tool;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RunRenderer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Processor time of one thread for rendering job A of the benchmark, without a store: {@code
 * RenderBenchmark SCENES [RUNS] [COMPRESSION] [RESAMPLING] [LEVEL]}.
 */
public final class RenderBenchmark {
  private RenderBenchmark() {}

  /** Renders runs from the middle of the file, and prints what each took. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 4;
    Compression compression =
        Compression.valueOf(args.length > 2 ? args[2].toUpperCase(Locale.ROOT) : "DEFLATE");
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
            .stretched(new Tool.Range(4000, 16_000))
            .as(new OutputFormatRequest(null, compression, level, null, null, null));
    ExportPlan plan = request.plan();
    try (FileSources files = new FileSources()) {
      var renderer =
          new RunRenderer(plan, files, PlannerFixture.TRANSFORMS, new BlockCache(128 << 20));
      int middle = plan.layout().runs().size() / 2;
      for (int i = 0; i < runs; i++) {
        PlannedRun run = plan.layout().runs().get((middle + i) % plan.layout().runs().size());
        long before = cpu();
        var rendered = renderer.render(run, tiles -> {});
        double seconds = (cpu() - before) / 1e9;
        long bytes = rendered.full().stream().mapToLong(tile -> tile.length).sum();
        double megapixels = rendered.full().size() * 512 * 512 / 1e6;
        System.out.printf(
            Locale.ROOT,
            "run %d: %.2f s of processor, %.0f Mpx, %.1f ns/px, %.1f MB%n",
            run.index(),
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
