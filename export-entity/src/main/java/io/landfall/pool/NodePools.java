package io.landfall.pool;

import com.typesafe.config.Config;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** All pools of a node. */
public final class NodePools implements AutoCloseable {
  private final Map<PoolName, BoundedPool> pools = new EnumMap<>(PoolName.class);

  private NodePools() {}

  /** Makes them by {@code landfall.pools}. */
  public static NodePools from(Config root) {
    var all = new NodePools();
    for (PoolName name : PoolName.values()) {
      all.pools.put(name, new BoundedPool(name.label(), PoolSettings.from(root, name)));
    }
    return all;
  }

  /** Returns one of them. */
  public BoundedPool get(PoolName name) {
    return pools.get(name);
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
