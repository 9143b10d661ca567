package io.landfall.node;

import com.typesafe.config.Config;
import io.landfall.node.embedded.Secrets;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.render.ProgressListener;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node and what it stands on, until it is closed or the cluster shuts it out. */
public final class RunningService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);

  private final Config config;
  private final Parts parts;
  private final Node node;
  private boolean closed;

  private RunningService(Config config, Parts parts) {
    this.config = config;
    this.parts = parts;
    try {
      Engine engine = Engines.forService(config, () -> parts.scenes(config));
      node = Node.start(config, parts, engine, ProgressListener.NONE);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Starts a node that owns its data folder, and tells others on this machine about it. */
  public static RunningService owning(Config config) {
    var service = new RunningService(config, Parts.own(config));
    service.parts.announce(service.node.clusterAddress());
    LOG.info(
        "Node {} with {} has started, version {}",
        service.node.clusterAddress(),
        NodeSettings.from(config).roles(),
        Version.read().version());
    return service;
  }

  /** Starts a node that joins others. */
  public static RunningService joining(Config config) {
    var service = new RunningService(config, Parts.join(config));
    LOG.info(
        "Node {} with {} joins the cluster",
        service.node.clusterAddress(),
        NodeSettings.from(config).roles());
    return service;
  }

  /** Returns where HTTP is served; empty without the role. */
  public Optional<String> url() {
    return node.url();
  }

  /**
   * Returns the token of the user {@code local}, which stands in {@code DATA_DIR/token}; empty on a
   * real database, where tokens are made by hand.
   */
  public Optional<String> localToken() {
    if (Parts.configuredDatabase(DatabaseSettings.from(config)).isPresent()) {
      return Optional.empty();
    }
    String token = parts.folder().keepSecret("token", ApiTokens.PREFIX + Secrets.random());
    new ApiTokens(parts.database()).keep(token, "local", Set.of());
    return Optional.of(token);
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
      parts.close();
    }
  }
}
