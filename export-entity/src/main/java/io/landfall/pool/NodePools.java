package io.landfall.pool;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import com.typesafe.config.Config;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** All pools of a node; they end with its actor system. */
public final class NodePools implements Extension, AutoCloseable {
  private static final ExtensionId<NodePools> ID =
      new ExtensionId<>() {
        @Override
        public NodePools createExtension(ActorSystem<?> system) {
          NodePools pools = from(system.settings().config());
          system.classicSystem().registerOnTermination(pools::close);
          return pools;
        }
      };

  private final Map<PoolName, BoundedPool> pools = new EnumMap<>(PoolName.class);

  private final Map<PoolName, OwnerShares> shares = new EnumMap<>(PoolName.class);

  private NodePools() {}

  /** Returns those of a node. */
  public static NodePools of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Makes them by {@code landfall.pools}. */
  public static NodePools from(Config root) {
    var all = new NodePools();
    for (PoolName name : PoolName.values()) {
      PoolSettings settings = PoolSettings.from(root, name);
      var pool = new BoundedPool(name.label(), settings, beginning(name));
      all.pools.put(name, pool);
      all.shares.put(
          name,
          name.isForMaps()
              ? OwnerShares.leavingRoom(pool.threads())
              : new OwnerShares(pool.threads()));
    }
    return all;
  }

  private static UnaryOperator<Runnable> beginning(PoolName name) {
    if (name.isForCallers()) {
      return UnaryOperator.identity();
    }
    return name == PoolName.TILES ? ThreadNiceness::behindExports : ThreadNiceness::behindCallers;
  }

  /** Returns how many threads a pool is given. */
  public static int threads(Config root, PoolName name) {
    return PoolSettings.from(root, name).threads();
  }

  /** Returns one of them. */
  public BoundedPool get(PoolName name) {
    return pools.get(name);
  }

  /** Returns how the owners of exports share one of them. */
  public OwnerShares shares(PoolName name) {
    return shares.get(name);
  }

  /** Returns all of them. */
  public Collection<BoundedPool> all() {
    return Collections.unmodifiableCollection(pools.values());
  }

  @Override
  public void close() {
    pools.values().forEach(BoundedPool::close);
  }
}
