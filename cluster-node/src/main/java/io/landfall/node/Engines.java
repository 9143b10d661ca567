package io.landfall.node;

import com.typesafe.config.Config;
import io.landfall.catalogue.FileScenes;
import io.landfall.export.SceneSource;
import io.landfall.raster.BlockCache;
import io.landfall.render.FileSources;
import io.landfall.render.GeoToolsTransforms;
import io.landfall.render.PlannerSettings;
import io.landfall.render.RasterPlanner;
import io.landfall.render.RasterRunExecutor;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Makes the engine of a process; its coordinate systems are warmed up in the background. */
public final class Engines {
  private Engines() {}

  /** Makes an engine that reads scenes anywhere on this machine. */
  public static Engine forCommandLine(Config config) {
    return engine(config, FileScenes.anywhere(archives(config)));
  }

  /** Makes an engine that reads scenes below the import folder only. */
  public static Engine forService(Config config) {
    Path folder = NodeSettings.from(config).importFolder();
    return engine(
        config, folder == null ? FileScenes.nowhere() : FileScenes.below(folder, archives(config)));
  }

  private static Engine engine(Config config, SceneSource scenes) {
    var transforms = new GeoToolsTransforms();
    CompletableFuture.runAsync(transforms::warmUp);
    var files = new FileSources();
    Version version = Version.read();
    var planner =
        new RasterPlanner(
            scenes,
            files,
            transforms,
            PlannerSettings.from(config),
            version.name() + " " + version.version());
    return new Engine(planner, new RasterRunExecutor(files, transforms, new BlockCache()));
  }

  private static Path archives(Config config) {
    return NodeSettings.from(config).dataDir().resolve("archives");
  }
}
