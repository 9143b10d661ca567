package io.landfall.node;

import com.typesafe.config.Config;
import io.landfall.catalogue.FileScenes;
import io.landfall.catalogue.IndexedScenes;
import io.landfall.export.SceneSource;
import io.landfall.index.SceneCatalogue;
import io.landfall.raster.BlockCache;
import io.landfall.raster.pack.LibDeflate;
import io.landfall.render.FileSources;
import io.landfall.render.GeoToolsTransforms;
import io.landfall.render.PlannerSettings;
import io.landfall.render.RasterPlanner;
import io.landfall.render.RasterRunExecutor;
import io.landfall.source.AddressPolicy;
import io.landfall.source.RemoteSources;
import io.landfall.source.SourceSettings;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Makes the engine of a process; its coordinate systems are warmed up in the background. */
public final class Engines {
  private Engines() {}

  /** Makes an engine that reads scenes anywhere on this machine, and wherever its owner can. */
  public static Engine forCommandLine(Config config) {
    FileSources files = filesForCommandLine(config);
    return engine(config, FileScenes.anywhere(archives(config), files::document), files);
  }

  /**
   * Makes an engine that reads scenes below the import folder only, and those of the index; files
   * that these name must be on the open internet.
   */
  public static Engine forService(Config config, Supplier<SceneCatalogue> index) {
    Path folder = NodeSettings.from(config).importFolder();
    SourceSettings settings = SourceSettings.from(config);
    var remote = new RemoteSources(settings, AddressPolicy.internet(settings.allowedHosts()));
    FileSources files = new FileSources(remote);
    SceneSource local =
        folder == null ? FileScenes.nowhere() : FileScenes.below(folder, archives(config));
    return engine(
        config, new IndexedScenes(local, id -> index.get().find(id), files::document), files);
  }

  /** Makes the files of a program whose user owns the machine: any address may be named. */
  public static FileSources filesForCommandLine(Config config) {
    return new FileSources(
        new RemoteSources(SourceSettings.from(config), AddressPolicy.anywhere()));
  }

  private static Engine engine(Config config, SceneSource scenes, FileSources files) {
    System.setProperty(LibDeflate.NATIVE_PROP_NAME, config.getString(LibDeflate.NATIVE_PROP_NAME));
    var transforms = new GeoToolsTransforms();
    CompletableFuture.runAsync(transforms::warmUp);
    Version version = Version.read();
    var planner =
        new RasterPlanner(
            scenes,
            files,
            transforms,
            PlannerSettings.from(config),
            version.name() + " " + version.version());
    return new Engine(
        planner, new RasterRunExecutor(files, transforms, new BlockCache()), transforms);
  }

  private static Path archives(Config config) {
    return NodeSettings.from(config).dataDir().resolve("archives");
  }
}
