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

  /** Looks; empty when all is well, else what is wrong in a sentence without secrets. */
  CompletionStage<Optional<String>> problem();
}
