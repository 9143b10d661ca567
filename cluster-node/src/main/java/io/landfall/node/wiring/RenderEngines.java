package io.landfall.node.wiring;

import com.typesafe.config.Config;
import io.landfall.api.http.ServerPaths;
import io.landfall.catalogue.FileScenes;
import io.landfall.catalogue.IndexedScenes;
import io.landfall.catalogue.RemoteArchives;
import io.landfall.crs.GeoToolsTransforms;
import io.landfall.estimate.PlanSampler;
import io.landfall.export.SceneSource;
import io.landfall.http.AddressPolicy;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Destination.LocalFileDestination;
import io.landfall.model.request.ExportRequest;
import io.landfall.node.config.BuildVersion;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.config.NodeSettings.Role;
import io.landfall.node.config.StartPhases;
import io.landfall.node.embedded.UserCache;
import io.landfall.plan.PlannerSettings;
import io.landfall.plan.RasterPlanner;
import io.landfall.raster.BlockCache;
import io.landfall.raster.compress.LibDeflate;
import io.landfall.raster.jp2.Jp2File;
import io.landfall.raster.terrain.TerrainTransforms;
import io.landfall.source.RemoteSources;
import io.landfall.source.SceneFiles;
import io.landfall.source.SourceSettings;
import io.landfall.tiles.SceneLayers;
import io.landfall.trace.TraceReceivers;
import io.landfall.worker.RasterTaskExecutor;
import io.landfall.worker.TaskExecutor;
import io.landfall.workspace.OwnSceneStore;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what a process plans and renders by. The EPSG database is opened with its first use, or in
 * the background {@linkplain RenderEngine#warmUp() before that}.
 */
public final class RenderEngines {
  /** Where JNA unpacks native code, which is then run: nobody else may write there. */
  private static final String NATIVE_FOLDER = "jna.tmpdir";

  private static final Logger LOG = LoggerFactory.getLogger(RenderEngines.class);

  private RenderEngines() {}

  /** Makes one that reads scenes anywhere on this machine, and wherever its owner can. */
  public static RenderEngine forCommandLine(Config config) {
    SceneFiles files = filesForCommandLine(config);
    RenderEngine engine =
        engine(config, scenesAnywhere(config, files), files, BlockCache.ofOneExport());
    engine.warmUp().run();
    return engine;
  }

  /**
   * Makes one that reads, for who asks over HTTP, scenes below the import folder only, those of the
   * index, and those that users have registered; for commands of the account that runs the node,
   * files anywhere on this machine.
   *
   * @param addresses where files may be that are read from other machines
   */
  public static RenderEngine forService(
      Config config,
      Supplier<SceneCatalogue> index,
      Supplier<OwnSceneStore> registered,
      AddressPolicy addresses) {
    placeUnpackedFiles(config);
    SourceSettings settings = SourceSettings.from(config);
    var remote = new RemoteSources(settings, addresses, TraceReceivers.from(config));
    SceneFiles files = new SceneFiles(remote);
    SceneSource indexed =
        new IndexedScenes(
            OwnSceneWiring.importFolder(config), id -> index.get().find(id), files::readDocument);
    RenderEngine engine =
        engine(
            config,
            new OwnSceneWiring(config).source(indexed, registered),
            files,
            new BlockCache());
    ServerPaths serverPaths = NodeWiring.serverPaths(NodeSettings.from(config));
    var local =
        new RasterPlanner(
            scenesAnywhere(config, files),
            files,
            engine.transforms(),
            PlannerSettings.from(config),
            software());
    return engine
        .withPlanner(
            (request, checkWanted) -> {
              if (isOfCommandLine(request)) {
                return local.lookUp(request, checkWanted);
              }
              Supplier<ExportPlan> found = engine.planner().lookUp(request, checkWanted);
              return () -> withoutServerPaths(found.get(), serverPaths);
            })
        .withLayers(engine.layers().withWarnings(serverPaths::redact));
  }

  /** Nobody can ask for a file on this machine over HTTP. */
  private static boolean isOfCommandLine(ExportRequest request) {
    return !request.delivery().isEmpty()
        && request.delivery().stream().allMatch(LocalFileDestination.class::isInstance);
  }

  /** Warnings go along with the file, to whoever has it. */
  private static ExportPlan withoutServerPaths(ExportPlan plan, ServerPaths serverPaths) {
    return plan.withWarnings(plan.warnings().stream().map(serverPaths::redact).toList());
  }

  /** Makes the files of a program whose user owns the machine: any URL may be named. */
  public static SceneFiles filesForCommandLine(Config config) {
    placeUnpackedFiles(config);
    return new SceneFiles(new RemoteSources(SourceSettings.from(config), AddressPolicy.anywhere()));
  }

  /** Says where native code and the EPSG database are found and unpacked, before any is used. */
  private static void placeUnpackedFiles(Config config) {
    System.setProperty(LibDeflate.NATIVE_PROP_NAME, config.getString(LibDeflate.NATIVE_PROP_NAME));
    Path cache = UserCache.folder(NodeSettings.from(config).dataDir());
    if (System.getProperty(NATIVE_FOLDER) == null) {
      System.setProperty(NATIVE_FOLDER, cache.toString());
    }
    GeoToolsTransforms.keepDatabaseIn(cache);
  }

  private static RenderEngine engine(
      Config config, SceneSource scenes, SceneFiles files, BlockCache blocks) {
    if (!NodeSettings.from(config).roles().equals(Set.of(Role.INGEST))) {
      findCodecs();
    }
    var plane = new GeoToolsTransforms();
    var transforms = new TerrainTransforms(plane, files, blocks);
    var planner =
        new RasterPlanner(scenes, files, transforms, PlannerSettings.from(config), software());
    return new RenderEngine(
        planner,
        new RasterTaskExecutor(files, transforms, blocks),
        new PlanSampler(files, transforms),
        transforms,
        new SceneLayers(planner, files, transforms, blocks),
        files.transfers(),
        once(() -> startWarmUp(plane)));
  }

  /** Makes what renders tasks of plans that were made before. */
  public static TaskExecutor executor(SceneFiles files) {
    BlockCache blocks = new BlockCache();
    var transforms = new TerrainTransforms(new GeoToolsTransforms(), files, blocks);
    return new RasterTaskExecutor(files, transforms, blocks);
  }

  /** Returns what plans say they were made by. */
  public static String software() {
    BuildVersion version = BuildVersion.read();
    return version.name() + " " + version.version();
  }

  private static Runnable once(Runnable work) {
    var begun = new AtomicBoolean();
    return () -> {
      if (begun.compareAndSet(false, true)) {
        work.run();
      }
    };
  }

  /** A thread of its own, which ends: reading the EPSG database takes seconds. */
  private static void startWarmUp(GeoToolsTransforms transforms) {
    var thread = new Thread(() -> warmUp(transforms), "crs-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void warmUp(GeoToolsTransforms transforms) {
    try (var phase = StartPhases.begin("coordinate systems")) {
      transforms.warmUp();
    }
  }

  /** A node that finds no file handle for one later would be without it for good. */
  private static void findCodecs() {
    LibDeflate.find();
    if (!Jp2File.isNative()) {
      LOG.info(
          "JPEG 2000 is decoded in Java: OpenJPEG (Debian: libopenjp2-7) takes a half to a third of"
              + " the time");
    }
  }

  private static FileScenes scenesAnywhere(Config config, SceneFiles files) {
    return FileScenes.anywhere(
        archives(config),
        files::readDocument,
        href ->
            new RemoteArchives.OpenedArchive(files.openChannel(href), files.version(href).etag()));
  }

  private static Path archives(Config config) {
    return NodeSettings.from(config).dataDir().resolve("archives");
  }
}
