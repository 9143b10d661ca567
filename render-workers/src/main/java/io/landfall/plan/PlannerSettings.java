package io.landfall.plan;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * How exports are cut.
 *
 * @param taskBytes what a task should compress to, in bytes
 * @param singleObjectBytes up to which expected size a file goes to the store in one piece, in
 *     bytes
 */
public record PlannerSettings(long taskBytes, long singleObjectBytes) {
  private static final long LARGEST_TASK = 512L << 20;

  /** Reads {@code landfall.render}. */
  public static PlannerSettings from(Config root) {
    Config config = root.getConfig("landfall.render");
    long taskBytes = config.getBytes("task-size");
    if (taskBytes < 1 || taskBytes > LARGEST_TASK) {
      throw new ConfigException.BadValue(
          config.getValue("task-size").origin(),
          "landfall.render.task-size",
          "must be at most 512 MiB");
    }
    long single = config.getBytes("single-object-size");
    if (single > LARGEST_TASK) {
      throw new ConfigException.BadValue(
          config.getValue("single-object-size").origin(),
          "landfall.render.single-object-size",
          "must be at most 512 MiB");
    }
    return new PlannerSettings(taskBytes, single);
  }
}
