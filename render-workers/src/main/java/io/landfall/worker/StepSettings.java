package io.landfall.worker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * How long the steps of an export go on trying.
 *
 * @param retryStepsFor how long a step outlasts a store that fails transiently
 * @param askTimeout how long the entity may take to answer before the report is repeated
 * @param exportsPerOwner exports of one owner that a node has between plan and end; others wait
 */
public record StepSettings(Duration retryStepsFor, Duration askTimeout, int exportsPerOwner) {

  /** Reads {@code landfall.render}. */
  public static StepSettings from(Config root) {
    Config config = root.getConfig("landfall.render");
    int exports = config.getInt("exports-per-owner");
    if (exports < 1) {
      throw new ConfigException.BadValue(
          config.getValue("exports-per-owner").origin(),
          "landfall.render.exports-per-owner",
          "must be at least 1");
    }
    return new StepSettings(
        config.getDuration("retry-steps-for"), config.getDuration("ask-timeout"), exports);
  }
}
