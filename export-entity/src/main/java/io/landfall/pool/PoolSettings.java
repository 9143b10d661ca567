package io.landfall.pool;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * How large a pool is.
 *
 * @param threads how many jobs run at a time, at least 1
 * @param queue how many more may wait for a thread, at least 1; further ones are refused
 */
public record PoolSettings(int threads, int queue) {
  private static final int MOST_THREADS = 256;
  private static final int LONGEST_QUEUE = 100_000;

  public PoolSettings {
    if (threads < 1 || queue < 1) {
      throw new IllegalArgumentException(
          "A pool of %d threads, %d waiting".formatted(threads, queue));
    }
  }

  /** Reads {@code landfall.pools.NAME}. */
  static PoolSettings from(Config root, PoolName name) {
    String path = "landfall.pools." + name.label();
    return new PoolSettings(
        number(root, path + ".threads", MOST_THREADS),
        number(root, path + ".queue", LONGEST_QUEUE));
  }

  private static int number(Config root, String path, int most) {
    int value = root.getInt(path);
    if (value < 1 || value > most) {
      throw new ConfigException.BadValue(
          root.getValue(path).origin(), path, "must be 1 to " + most);
    }
    return value;
  }
}
