package io.landfall.node.wiring;

import com.typesafe.config.Config;
import io.landfall.export.list.UnfinishedExports;
import io.landfall.http.AddressPolicy;
import io.landfall.node.config.BuildVersion;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.config.NodeSettings.Role;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.StoreEndpoint;
import io.landfall.node.export.PlannedRequests;
import io.landfall.node.export.RunningExport.NodeExports;
import io.landfall.node.export.TileProgress;
import io.landfall.node.memory.IdleMemory;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.services.BackingServices;
import io.landfall.node.token.ApiTokens;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.scratch.ScratchFolder;
import io.landfall.source.SourceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node and what it stands on, until it is closed or the cluster shuts it out. */
public final class RunningService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);

  private final Config config;
  private final BackingServices services;
  private final Node node;
  private final Optional<IdleMemory> memory;
  private boolean closed;

  private final TileProgress progress = new TileProgress();
  private final PlannedRequests plans;
  private final RenderEngine engine;

  /**
   * @param awaited with exports, by whoever had it started: what those need is read beside the
   *     start
   */
  private RunningService(
      Config config, BackingServices services, AddressPolicy addresses, boolean awaited) {
    this.config = config;
    this.services = services;
    removeLeftovers();
    try {
      RenderEngine made =
          RenderEngines.forService(
              config,
              () -> services.connections().planningCatalogue(config),
              () -> services.connections().ownScenes(config),
              addresses);
      if (awaited || isWorkerAlone(config)) {
        made.warmUp().run();
      }
      plans = new PlannedRequests(made.planner());
      engine = made.withPlanner(plans);
      memory = IdleMemory.of(config);
      node = Node.start(config, services, engine, progress);
      memory.ifPresent(IdleMemory::start);
      services.databaseLost().thenRun(() -> new Thread(this::endWithoutDatabase).start());
    } catch (RuntimeException e) {
      services.close();
      throw e;
    }
  }

  /**
   * Tasks come to it without a call before them, and with the first ones it may have no file
   * handles left, without which what is then made for the first time is broken for good.
   */
  private static boolean isWorkerAlone(Config config) {
    Set<Role> roles = NodeSettings.from(config).roles();
    return roles.contains(Role.WORKER) && !roles.contains(Role.API);
  }

  /** Of killed processes; where there is no room, whoever needs some says so. */
  private static void removeLeftovers() {
    try {
      ScratchFolder.path();
    } catch (IOException e) {
      LOG.warn("Cannot make a folder for temporary files: {}", e.toString());
    }
  }

  /** Starts a node that owns its data folder, and tells others on this machine about it. */
  public static RunningService startOwning(Config config) {
    return owning(
        new RunningService(config, BackingServices.start(config), internet(config), false));
  }

  /**
   * Starts a node for commands of one account: it reads files wherever that account can.
   *
   * @param owned is called with the data folder as soon as it is owned
   */
  public static RunningService startLocal(Config config, Consumer<Path> owned) {
    BackingServices services = BackingServices.start(config, owned);
    return owning(new RunningService(config, services, AddressPolicy.anywhere(), true));
  }

  private static AddressPolicy internet(Config config) {
    return AddressPolicy.internet(SourceSettings.from(config).allowedHosts());
  }

  private static RunningService owning(RunningService service) {
    service.services.writeRuntimeFile(service.node.clusterAddress());
    LOG.info(
        "Node {} with {} has started, version {}",
        service.node.clusterAddress(),
        NodeSettings.from(service.config).roles(),
        BuildVersion.read().version());
    return service;
  }

  /** Starts a node that joins others. */
  public static RunningService startJoining(Config config) {
    var service =
        new RunningService(
            config, BackingServices.connectToRunning(config), internet(config), false);
    LOG.info(
        "Node {} with {} joins the cluster",
        service.node.clusterAddress(),
        NodeSettings.from(config).roles());
    return service;
  }

  private void endWithoutDatabase() {
    LOG.error("This node ends: its database is lost. Start it again.");
    close();
  }

  /** Returns where HTTP is served; empty without the role. */
  public Optional<String> url() {
    return node.url();
  }

  /**
   * Returns the token of the user {@code local}, which stands in {@code DATA_DIR/token}; empty on a
   * real database, where tokens are made by hand. One that was revoked gives way to a fresh one.
   */
  public Optional<String> localToken() {
    if (DatabaseSettings.from(config).endpoint().isPresent()) {
      return Optional.empty();
    }
    var tokens = new ApiTokens(services.database());
    DataFolder folder = services.dataFolder();
    String token = folder.getOrCreateSecret("token", ApiTokens.generate());
    if (!tokens.keepLocal(token)) {
      token = ApiTokens.generate();
      folder.replaceSecret("token", token);
      tokens.keepLocal(token);
    }
    return Optional.of(token);
  }

  /** Tells whether database or store are configured, which other machines may use too. */
  public static boolean isConfigured(Config config) {
    return DatabaseSettings.from(config).endpoint().isPresent()
        || StoreEndpoint.configured(config).isPresent();
  }

  /** Tells whether exports live and are rendered on this node. */
  public boolean rendersExports() {
    return NodeSettings.from(config).roles().containsAll(Set.of(Role.CONTROL, Role.WORKER));
  }

  /** Returns the folder that it owns. */
  public Path dataFolder() {
    return services.dataFolder().path();
  }

  /** Returns what plans and renders on it. */
  public RenderEngine engine() {
    return engine;
  }

  /** Returns the plans of commands that run on it. */
  public PlannedRequests plans() {
    return plans;
  }

  /** Returns what exports of the command line need of it. */
  public NodeExports exports() {
    return node.nodeExports(progress);
  }

  /** Tells whether any export has not ended, whoever asked for it. Waits for the database. */
  public boolean hasUnfinishedExports() {
    var unfinished =
        new UnfinishedExports(services.database().dataSource(), node.pools().get(PoolName.UPKEEP));
    try {
      return !unfinished.after(null, 1).toCompletableFuture().join().isEmpty();
    } catch (CompletionException e) {
      LOG.warn("Cannot tell whether exports run: {}", e.getCause().toString());
      return false;
    }
  }

  /** Returns the pools that its node's work is done in. */
  NodePools pools() {
    return node.pools();
  }

  /** Waits until the node has ended. */
  public void awaitEnd() {
    node.awaitEnd();
  }

  /** Ends the node, then what it stood on; once. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      memory.ifPresent(IdleMemory::close);
      node.close();
      services.close();
    }
  }
}
