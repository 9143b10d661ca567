package io.landfall.tiles;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.PixelGrid;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.Tool;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileSize;
import io.landfall.plan.LayerPlanner;
import io.landfall.plan.PlannerSettings;
import io.landfall.plan.RasterPlanner;
import io.landfall.raster.BlockCache;
import io.landfall.raster.image.ShownPixels;
import io.landfall.raster.image.SmallPng;
import io.landfall.raster.warp.ReadHelpers;
import io.landfall.raster.warp.WindowBuffers;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Processor time of one thread for random map tiles of the benchmark's scenes: {@code TileBenchmark
 * SCENES [TILES] [ROUNDS] [CACHE_MB] [FILE]}; without a cache, or -1, it is that of a node. With a
 * file, its tiles: as src/bench/pan_model.py prints those that people who pan let it render.
 */
public final class TileBenchmark {
  private static final long SEED = 7;
  private static final int FIRST_ZOOM = 8;
  private static final int ZOOMS = 7;

  private TileBenchmark() {}

  /** Renders and encodes the same tiles in each round, and prints medians by zoom. */
  public static void main(String[] args) throws IOException {
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 300;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    long cacheBytes = args.length > 3 ? Long.parseLong(args[3]) << 20 : -1;
    List<Scene> scenes = scenes(Path.of(args[0]));
    var transforms = new GeoToolsTransforms();
    try (SceneFiles files = new SceneFiles()) {
      var planner =
          new RasterPlanner(
              id -> scenes.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow(),
              files,
              transforms,
              new PlannerSettings(32 << 20, 64 << 20),
              "benchmark");
      ExportRequest request =
          new ExportRequestBuilder(
                  "benchmark",
                  new ExportSource.MosaicSource(
                      scenes.stream().map(Scene::id).toList(), List.of("red", "green", "blue")))
              .stretch(List.of(new Tool.ValueRange(4_000, 16_000)))
              .build();
      long start = System.nanoTime();
      var plan =
          new LayerPlanner(planner, transforms)
              .plan(request, WebMercator.EPSG, WebMercator.WORLD, () -> {});
      var layer =
          new PlannedLayer(
              1,
              plan,
              files,
              transforms,
              cacheBytes < 0 ? new BlockCache() : new BlockCache(cacheBytes),
              ReadHelpers.NONE);
      System.out.printf("planned in %d ms%n", (System.nanoTime() - start) / 1_000_000);
      List<TileAddress> tiles = args.length > 4 ? tiles(Path.of(args[4])) : tiles(layer, count);
      for (int round = 1; round <= rounds; round++) {
        new RoundOfTiles(layer).run(tiles, round);
      }
    }
  }

  private static final class RoundOfTiles {
    private final PlannedLayer layer;
    private final WindowBuffers buffers = new WindowBuffers(1 << 20);
    private final List<List<Double>> rendering = new ArrayList<>();
    private final List<List<Double>> encoding = new ArrayList<>();
    private long bytes;

    RoundOfTiles(PlannedLayer layer) {
      this.layer = layer;
      for (int i = 0; i < ZOOMS; i++) {
        rendering.add(new ArrayList<>());
        encoding.add(new ArrayList<>());
      }
    }

    void run(List<TileAddress> tiles, int round) {
      long begun = cpu();
      for (TileAddress tile : tiles) {
        PixelGrid grid = WebMercator.grid(tile, TileSize.NORMAL);
        long start = cpu();
        BitSet scenes = layer.scenes(grid);
        Optional<ShownPixels> pixels = layer.render(grid, scenes, () -> {}, buffers);
        long rendered = cpu();
        bytes += pixels.map(SmallPng::encode).map(file -> file.length).orElse(0);
        int zoom = tile.z() - FIRST_ZOOM;
        rendering.get(zoom).add((rendered - start) / 1e6);
        encoding.get(zoom).add((cpu() - rendered) / 1e6);
      }
      System.out.printf(
          Locale.ROOT,
          "round %d: %.0f KB and %.1f ms of processor a tile%n",
          round,
          bytes / 1e3 / tiles.size(),
          (cpu() - begun) / 1e6 / tiles.size());
      for (int i = 0; i < ZOOMS; i++) {
        System.out.printf(
            Locale.ROOT,
            "  zoom %2d: %3d tiles, render %5.1f (p95 %5.1f), encode %4.1f ms of processor%n",
            FIRST_ZOOM + i,
            rendering.get(i).size(),
            quantile(rendering.get(i), 0.5),
            quantile(rendering.get(i), 0.95),
            quantile(encoding.get(i), 0.5));
      }
    }
  }

  private static double quantile(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))];
  }

  private static List<TileAddress> tiles(PlannedLayer layer, int count) {
    var bounds = layer.describe().bounds();
    var random = new Random(SEED);
    List<TileAddress> tiles = new ArrayList<>();
    while (tiles.size() < count) {
      double lon = bounds.west() + random.nextDouble() * (bounds.east() - bounds.west());
      double lat = bounds.south() + random.nextDouble() * (bounds.north() - bounds.south());
      int zoom = FIRST_ZOOM + random.nextInt(ZOOMS);
      double n = 1 << zoom;
      var tile =
          new TileAddress(
              zoom,
              (int) ((WebMercator.x(lon) / WebMercator.WORLD + 0.5) * n),
              (int) ((0.5 - WebMercator.y(lat) / WebMercator.WORLD) * n));
      if (!layer.scenes(WebMercator.grid(tile, TileSize.NORMAL)).isEmpty()) {
        tiles.add(tile);
      }
    }
    return tiles;
  }

  /** Reads tiles, one a line: zoom, column, row. */
  private static List<TileAddress> tiles(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.split(" "))
        .map(
            at ->
                new TileAddress(
                    Integer.parseInt(at[0]), Integer.parseInt(at[1]), Integer.parseInt(at[2])))
        .toList();
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<Scene> scenes(Path folder) throws IOException {
    try (var folders = Files.list(folder)) {
      return folders
          .filter(Files::isDirectory)
          .sorted(Comparator.reverseOrder())
          .map(TileBenchmark::scene)
          .toList();
    }
  }

  private static Scene scene(Path folder) {
    String name = folder.getFileName().toString();
    return new Scene(
        new SceneId(folder.toString()),
        name,
        Arrays.stream(new String[][] {{"B4", "red"}, {"B3", "green"}, {"B2", "blue"}})
            .map(
                band ->
                    new SceneBand(
                        List.of(band[1]),
                        folder.resolve(name + "_" + band[0] + ".TIF").toUri().toString(),
                        0,
                        0.0,
                        null,
                        null,
                        null))
            .toList(),
        List.of("red", "green", "blue"),
        null);
  }
}
