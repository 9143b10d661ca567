package io.landfall.node.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.node.config.StartPhases;
import io.landfall.node.export.RunningExport;
import io.landfall.node.export.RunningExport.CleanUp;
import io.landfall.node.export.TileProgress;
import io.landfall.node.services.BackingServices;
import io.landfall.node.services.ConfiguredServices;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One export through a node of this very process: the same entity, coordinator, workers and store
 * as the service.
 */
public final class StandaloneExport implements AutoCloseable {
  private static final String SHUTDOWN = "akka.coordinated-shutdown.phases.";

  /**
   * Ended exports leave at once, so that the next run does not wake them all up again. Nobody is
   * there to hand exports over to, or to take leave of.
   */
  private static final Map<String, Object> STANDALONE_CONFIG =
      Map.of(
          "landfall.cluster.alone",
          true,
          "landfall.export.check-interval",
          "1 s",
          "landfall.export.idle-timeout",
          "1 s",
          SHUTDOWN + "cluster-sharding-shutdown-region.enabled",
          false,
          SHUTDOWN + "cluster-leave.enabled",
          false,
          SHUTDOWN + "cluster-exiting.enabled",
          false,
          SHUTDOWN + "cluster-exiting-done.enabled",
          false,
          SHUTDOWN + "cluster-shutdown.enabled",
          false);

  private final BackingServices services;
  private final Node node;
  private final RunningExport export;

  private StandaloneExport(
      Config config, BackingServices services, RenderEngine engine, ExportId id) {
    this.services = services;
    var progress = new TileProgress();
    node = Node.start(config, services, engine, progress);
    export = new RunningExport(id, node.nodeExports(progress), CleanUp.AWAITED);
  }

  /**
   * Starts database, store and node.
   *
   * @param config with the roles control and worker
   * @param id of the export
   * @throws ExportFailure saying what is in the way
   */
  public static StandaloneExport start(Config config, RenderEngine engine, ExportId id) {
    Config standalone = ConfigFactory.parseMap(STANDALONE_CONFIG).withFallback(config);
    BackingServices services = BackingServices.start(standalone);
    try {
      return new StandaloneExport(standalone, services, engine, id);
    } catch (RuntimeException e) {
      services.close();
      throw e;
    }
  }

  /**
   * Tells whether there is a database already, so that a start makes nothing that was not there.
   */
  public static boolean hasRun(Config config) {
    return ConfiguredServices.hasDatabase(config);
  }

  /** Starts database, store and node on a thread of its own, as {@link #start} does. */
  public static CompletableFuture<StandaloneExport> startAside(
      Config config, RenderEngine engine, ExportId id) {
    return CompletableFuture.supplyAsync(
        () -> start(config, engine, id), run -> new Thread(run, "start").start());
  }

  /** Returns the export. */
  public RunningExport export() {
    return export;
  }

  /** Ends the node, then database and store. */
  @Override
  public void close() {
    export.close();
    try (var phase = StartPhases.begin("node")) {
      node.close();
    }
    try (var phase = StartPhases.begin("database and store")) {
      services.close();
    }
    StartPhases.log("End");
  }
}
