package io.landfall.broker;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

  /** Returns the same page with another way of writing where the next one begins. */
  public BrokerScenePage withNext(UnaryOperator<String> written) {
    return new BrokerScenePage(scenes, next.map(written), warnings);
  }
}
