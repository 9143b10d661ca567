package io.landfall.api.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One thing that must work before this node takes requests. */
public interface ReadinessCheck {

  /**
   * Returns what is checked, in a word: {@code database}, {@code store}, {@code cluster}, {@code
   * exports}.
   */
  String name();

  /** Returns what does not work as it should, though requests can be taken; empty: nothing. */
  default Optional<String> warning() {
    return Optional.empty();
  }

  /** Looks; empty when all is well, else what is wrong in a sentence without secrets. */
  CompletionStage<Optional<String>> problem();
}
