package io.landfall.worker;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long the steps of an export go on trying.
 *
 * @param retryStepsFor how long a step outlasts a store that fails transiently
 * @param askTimeout how long the entity may take to answer before the report is repeated
 */
public record StepSettings(Duration retryStepsFor, Duration askTimeout) {

  /** Reads {@code landfall.render}. */
  public static StepSettings from(Config root) {
    Config config = root.getConfig("landfall.render");
    return new StepSettings(
        config.getDuration("retry-steps-for"), config.getDuration("ask-timeout"));
  }
}
