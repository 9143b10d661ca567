package io.landfall.delivery.dropbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.delivery.CommitsUnderway;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.destination.DestinationFinding;
import io.landfall.http.BoundedHttpClient;
import io.landfall.model.ExportId;
import io.landfall.pool.MemoryBudget;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.store.ObjectStore;
import io.landfall.trace.TraceReceivers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Dropbox, as a node's deliveries have it in common: one client, one way into each account, one
 * pool of threads.
 */
public final class DropboxTargets {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Accounts whose tokens are kept at a time; others ask for theirs again. */
  private static final int MOST_ACCOUNTS = 1000;

  private static final Duration ACCOUNT_IDLE = Duration.ofHours(1);

  private final DropboxSettings settings;
  private final DropboxRequestor requestor;
  private final ObjectStore store;
  private final NodePools pools;
  private final MemoryBudget memory;
  private final CommitsUnderway commits = new CommitsUnderway();
  private final MadeSidecars sidecars = new MadeSidecars();
  private final Cache<UUID, DropboxAccess> accesses =
      Caffeine.newBuilder().maximumSize(MOST_ACCOUNTS).expireAfterAccess(ACCOUNT_IDLE).build();

  /**
   * Makes that of a node.
   *
   * @param store where files are brought from
   * @param memory that chunks under way are taken of
   */
  public DropboxTargets(
      DropboxSettings settings, ObjectStore store, NodePools pools, MemoryBudget memory) {
    this(settings, store, pools, memory, TraceReceivers.OWN);
  }

  /**
   * As above.
   *
   * @param told whether Dropbox hears which trace it is asked for
   */
  public DropboxTargets(
      DropboxSettings settings,
      ObjectStore store,
      NodePools pools,
      MemoryBudget memory,
      TraceReceivers told) {
    this.settings = settings;
    this.requestor =
        new DropboxRequestor(
            BoundedHttpClient.of(CONNECT_TIMEOUT, told.includesOthers()), settings);
    this.store = store;
    this.pools = pools;
    this.memory = memory;
  }

  /**
   * Makes the target of a configuration.
   *
   * @param owner whose turn it is when many wait
   */
  public DeliveryTarget target(DropboxConfig config, String owner) {
    return new DropboxTarget(this, config, owner);
  }

  /**
   * Looks whether deliveries to a configuration would work. What the node remembers of refused
   * credentials is forgotten: the user asks since something has changed.
   */
  CompletionStage<List<DestinationFinding>> check(DropboxConfig config, String owner) {
    accesses.invalidate(config.id());
    var access = new DropboxAccess(config, requestor, Duration.ZERO, System::nanoTime);
    return inTurn(
        PoolName.PROBES, owner, () -> new DropboxCheck(access, settings, config).findings());
  }

  /** Runs short work when its owner's turn has come; he holds half of the threads at most. */
  <T> CompletionStage<T> inTurn(PoolName kind, String owner, Supplier<T> work) {
    return pools.shares(kind).supply(owner, () -> pools.get(kind).supply(work));
  }

  /** Returns the way into the account of a configuration, the same for all who ask. */
  DropboxAccess access(DropboxConfig config) {
    return accesses.get(
        config.id(),
        id -> new DropboxAccess(config, requestor, settings.deniedPause(), System::nanoTime));
  }

  DropboxSettings settings() {
    return settings;
  }

  ObjectStore store() {
    return store;
  }

  NodePools pools() {
    return pools;
  }

  MemoryBudget memory() {
    return memory;
  }

  CommitsUnderway commits() {
    return commits;
  }

  MadeSidecars sidecars() {
    return sidecars;
  }

  static DropboxFolder folder(DropboxConfig config, ExportId id) {
    return DropboxFolder.of(config.path(), id);
  }
}
