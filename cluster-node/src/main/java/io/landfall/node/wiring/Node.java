package io.landfall.node.wiring;

import akka.Done;
import akka.actor.BootstrapSetup;
import akka.actor.CoordinatedShutdown;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.http.javadsl.Http;
import com.typesafe.config.Config;
import io.landfall.audit.chain.AuditKeys;
import io.landfall.export.Exports;
import io.landfall.export.entity.ExportHistory;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.node.config.LoggingSetup;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.config.StartPhases;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.export.RunningExport.NodeExports;
import io.landfall.node.export.TileProgress;
import io.landfall.node.formation.WireVersionCheck;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.JournalDatabaseProvider;
import io.landfall.node.services.BackingServices;
import io.landfall.pool.NodePools;
import io.landfall.worker.ProgressListener;
import java.util.Locale;
import java.util.Optional;

/**
 * One node of the cluster, from joining to leaving; {@link NodeWiring} says what it is made of.
 * What it stands on, the {@link BackingServices}, outlives it and is not closed here.
 */
public final class Node implements AutoCloseable {
  private static final CoordinatedShutdown.Reason SHUTDOWN_REASON =
      new CoordinatedShutdown.Reason() {
        @Override
        public String toString() {
          return "the process ends";
        }
      };

  private final ActorSystem<Void> system;
  private final NodeWiring wiring;

  private Node(Config config, BackingServices services, RenderEngine engine) {
    NodeSettings settings = NodeSettings.from(config);
    Config akka = ClusterSetup.config(config, settings, services.clusterKeys());
    try (var phase = StartPhases.begin("actors")) {
      system = actorSystem(akka, services.database(), services.auditKeys(config));
    }
    registerConnectionShutdown();
    WireVersionCheck.reportRefusal(system);
    ClusterSetup.join(system, settings, services.runningOwner().map(RuntimeFile::clusterSeed));
    try (var phase = StartPhases.begin("parts of the node")) {
      wiring = new NodeWiring(config, services, engine, system);
    }
  }

  /**
   * Starts a node with the configured roles.
   *
   * @param progress is called with the progress of the exports on this node
   * @throws ExportFailure saying what is in the way, a port that is taken for instance
   */
  public static Node start(
      Config config, BackingServices services, RenderEngine engine, ProgressListener progress) {
    var node = new Node(config, services, engine);
    LoggingSetup.nameNode(node.clusterAddress());
    try {
      try (var phase = StartPhases.begin("node")) {
        node.wiring.start(progress);
      }
      StartPhases.log("Start");
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** Returns the way to exports. */
  public Exports exports() {
    return wiring.exports();
  }

  /** Returns the way to the journal. */
  public ExportHistory history() {
    return ExportHistory.of(system);
  }

  /** Returns where HTTP is served; empty without the role. */
  public Optional<String> url() {
    return wiring.url();
  }

  /** Returns {@code host:port} for other nodes to join. */
  public String clusterAddress() {
    return clusterAddress(system);
  }

  /** Returns what exports of the command line need of it. */
  NodeExports nodeExports(TileProgress progress) {
    return new NodeExports(exports(), history(), this::deleteFiles, progress);
  }

  /** Returns the pools that its work is done in. */
  NodePools pools() {
    return NodePools.of(system);
  }

  static String clusterAddress(ActorSystem<?> system) {
    var address = Cluster.get(system).selfMember().address();
    return String.format(Locale.ROOT, "%s:%d", address.getHost().get(), address.getPort().get());
  }

  /** Waits until the node has ended, by itself or by {@link #close}. */
  public void awaitEnd() {
    system.getWhenTerminated().toCompletableFuture().join();
  }

  /** Deletes the files of an attempt that were kept for a retry which nobody can ask for. */
  private void deleteFiles(ExportAttempt attempt) {
    wiring.deleteFiles(attempt);
  }

  private static ActorSystem<Void> actorSystem(Config config, Database database, AuditKeys keys) {
    var setup =
        ActorSystemSetup.create(
            BootstrapSetup.create(config),
            keys,
            new JournalDatabaseProvider.JournalPool(
                database.dataSource(), Math.max(2, database.maxConnections() / 2)));
    return ActorSystem.create(Behaviors.empty(), "landfall", setup);
  }

  /** Connections to the store that end with the actors would be reported as broken. */
  private void registerConnectionShutdown() {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "end-http-connections",
            () ->
                Http.get(system)
                    .shutdownAllConnectionPools()
                    .thenApply(done -> Done.getInstance()));
  }

  /** Hands over exports and tasks, leaves the cluster and ends the actors; once. */
  @Override
  public void close() {
    CoordinatedShutdown.get(system).runAll(SHUTDOWN_REASON).toCompletableFuture().join();
    wiring.close();
  }
}
