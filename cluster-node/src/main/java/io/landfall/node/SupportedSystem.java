package io.landfall.node;

import java.util.Locale;
import java.util.Optional;

/** Tells whether the program can run on this operating system. */
final class SupportedSystem {
  private SupportedSystem() {}

  /**
   * Returns why not, and what to do; empty if it can.
   *
   * @param name of the system, as Java has it
   */
  static Optional<String> refusal(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith("windows")
        ? Optional.of(
            "Cannot run on %s: Landfall keeps its secrets in files with POSIX permissions. Run it in WSL 2, or in a container of Linux."
                .formatted(name))
        : Optional.empty();
  }
}
