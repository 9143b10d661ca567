package io.landfall.node.wiring;

import com.typesafe.config.Config;
import io.landfall.node.config.BuildVersion;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.token.ApiTokens;
import io.landfall.pool.NodePools;
import io.landfall.worker.ProgressListener;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node and what it stands on, until it is closed or the cluster shuts it out. */
public final class RunningService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);

  private final Config config;
  private final BackingServices services;
  private final Node node;
  private boolean closed;

  private RunningService(Config config, BackingServices services) {
    this.config = config;
    this.services = services;
    try {
      RenderEngine engine =
          RenderEngines.forService(
              config, () -> services.planningCatalogue(config), () -> services.ownScenes(config));
      node = Node.start(config, services, engine, ProgressListener.NONE);
      services.databaseLost().thenRun(() -> new Thread(this::endWithoutDatabase).start());
    } catch (RuntimeException e) {
      services.close();
      throw e;
    }
  }

  /** Starts a node that owns its data folder, and tells others on this machine about it. */
  public static RunningService startOwning(Config config) {
    var service = new RunningService(config, BackingServices.start(config));
    service.services.writeRuntimeFile(service.node.clusterAddress());
    LOG.info(
        "Node {} with {} has started, version {}",
        service.node.clusterAddress(),
        NodeSettings.from(config).roles(),
        BuildVersion.read().version());
    return service;
  }

  /** Starts a node that joins others. */
  public static RunningService startJoining(Config config) {
    var service = new RunningService(config, BackingServices.connectToRunning(config));
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
    if (BackingServices.configuredDatabase(DatabaseSettings.from(config)).isPresent()) {
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
      node.close();
      services.close();
    }
  }
}
