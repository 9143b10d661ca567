package io.landfall.tiles;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * How map tiles are rendered on a node.
 *
 * @param cacheBytes of encoded tiles that are kept in memory
 * @param disk how many are kept on the disk beside that
 * @param layers that are kept planned; one of many scenes counts for several
 * @param layerTime after which a layer is planned anew, so that changed files are seen
 * @param timeLimit for one answer, from when it gets a thread
 * @param waiting requests that may be under way on the node; one owner has half of them
 * @param memoryBytes that renderings may hold together, as it is estimated
 */
public record TileSettings(
    long cacheBytes,
    TilesOnDisk disk,
    int layers,
    Duration layerTime,
    Duration timeLimit,
    int waiting,
    long memoryBytes) {
  private static final String PATH = "landfall.tiles";
  static final String AUTO = "auto";

  /** Of the heap: encoded tiles. */
  private static final long KEPT_SHARE_OF_HEAP = 16;

  /** A view or two of several people. */
  private static final long LEAST_KEPT_BYTES = 32L << 20;

  /** Of the heap: tasks of exports, blocks of sources and callers have the rest. */
  private static final long SHARE_OF_HEAP = 6;

  /** The largest tiles take no more. */
  private static final long ENOUGH_BYTES = 192L << 20;

  /** Reads {@code landfall.tiles}. */
  public static TileSettings from(Config root) {
    Config config = root.getConfig(PATH);
    var settings =
        new TileSettings(
            cache(config),
            TilesOnDisk.from(config),
            config.getInt("layers"),
            config.getDuration("layer-time"),
            config.getDuration("time-limit"),
            config.getInt("waiting"),
            memory(config));
    check(config, "layers", settings.layers >= 1, "must be at least 1");
    check(config, "layer-time", settings.layerTime.toMillis() >= 1, "must be above 0");
    check(config, "time-limit", settings.timeLimit.toMillis() >= 1, "must be above 0");
    check(config, "waiting", settings.waiting >= 2, "must be at least 2");
    check(config, "memory", settings.memoryBytes > 0, "must be auto or above 0");
    return settings;
  }

  private static long cache(Config config) {
    return config.getValue("cache").unwrapped().equals(AUTO)
        ? Math.max(LEAST_KEPT_BYTES, Runtime.getRuntime().maxMemory() / KEPT_SHARE_OF_HEAP)
        : config.getBytes("cache");
  }

  private static long memory(Config config) {
    long heap = Runtime.getRuntime().maxMemory();
    return config.getValue("memory").unwrapped().equals(AUTO)
        ? Math.max(heap / SHARE_OF_HEAP, Math.min(heap / 2, ENOUGH_BYTES))
        : config.getBytes("memory");
  }

  private static void check(Config config, String key, boolean holds, String rule) {
    if (!holds) {
      throw new ConfigException.BadValue(config.getValue(key).origin(), PATH + "." + key, rule);
    }
  }
}
