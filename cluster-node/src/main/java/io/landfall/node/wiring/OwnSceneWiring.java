package io.landfall.node.wiring;

import com.typesafe.config.Config;
import io.landfall.catalogue.FileScenes;
import io.landfall.catalogue.LocalScenes;
import io.landfall.catalogue.OwnSceneHrefs;
import io.landfall.catalogue.RegisteredScenes;
import io.landfall.export.SceneSource;
import io.landfall.http.AddressPolicy;
import io.landfall.node.config.NodeSettings;
import io.landfall.plan.OwnSceneInspector;
import io.landfall.plan.OwnSceneReader;
import io.landfall.pool.BoundedPool;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.source.RemoteSources;
import io.landfall.source.SceneFiles;
import io.landfall.source.SourceSettings;
import io.landfall.source.VirtualRasters;
import io.landfall.workspace.OwnSceneStore;
import io.landfall.workspace.SceneInspector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** How a service registers scenes of its users, and finds them for plans. */
final class OwnSceneWiring {
  /** One file may take this long, two tries and all: a caller waits for it. */
  private static final Duration READ_FILE_FOR = Duration.ofSeconds(8);

  private static final int TRIES = 2;

  /** Of headers alone. */
  private static final long CACHE_BYTES = 16 << 20;

  private final Config config;
  private final SourceSettings settings;
  private final OwnSceneHrefs hrefs;

  OwnSceneWiring(Config config) {
    this.config = config;
    this.settings = SourceSettings.from(config);
    this.hrefs = new OwnSceneHrefs(importFolder(config), settings.allowedHosts());
  }

  /** Returns what finds scenes below the import folder. */
  static LocalScenes importFolder(Config config) {
    NodeSettings node = NodeSettings.from(config);
    Path folder = node.importFolder();
    return folder == null
        ? FileScenes.none()
        : FileScenes.below(
            folder, node.dataDir().resolve("archives"), VirtualRasters::eachLocalFile);
  }

  /** Returns what finds registered scenes, and all others in {@code others}. */
  SceneSource source(SceneSource others, Supplier<OwnSceneStore> registered) {
    return new RegisteredScenes(others, id -> registered.get().findForPlan(id), hrefs);
  }

  /** Returns what looks into files; they are read sooner or not at all, apart from exports. */
  SceneInspector inspector(CoordinateTransforms transforms, BoundedPool pool) {
    var impatient =
        settings.with(CACHE_BYTES, READ_FILE_FOR.dividedBy(TRIES), TRIES, READ_FILE_FOR);
    var files =
        new SceneFiles(
            new RemoteSources(impatient, AddressPolicy.internet(settings.allowedHosts())));
    var paths = NodeWiring.serverPaths(NodeSettings.from(config));
    return new OwnSceneInspector(new OwnSceneReader(files, transforms, hrefs, paths::redact), pool);
  }
}
