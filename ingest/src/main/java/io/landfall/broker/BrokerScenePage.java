package io.landfall.broker;

import java.util.List;
import java.util.Optional;

/**
 * Some scenes of a search.
 *
 * @param next where the next page begins, for the one who gave it; empty: this is the last
 * @param warnings what is missing, for people
 */
public record BrokerScenePage(
    List<BrokerScene> scenes, Optional<String> next, List<String> warnings) {
  public BrokerScenePage {
    scenes = List.copyOf(scenes);
    warnings = List.copyOf(warnings);
  }
}
