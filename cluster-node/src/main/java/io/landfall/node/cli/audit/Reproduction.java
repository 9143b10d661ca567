package io.landfall.node.cli.audit;

import io.landfall.worker.FileReproduction.ReproducedFile;
import java.util.List;

/**
 * How a plan that was rendered again compares.
 *
 * @param file that was made; {@code null}: none could be
 * @param differing parts that are not what they were, in words
 * @param reasons sentences that say why it is not equal
 */
record Reproduction(
    Result result, ReproducedFile file, List<String> differing, List<String> reasons) {
  private static final int MOST_NAMED = 10;

  Reproduction {
    differing = List.copyOf(differing);
    reasons = List.copyOf(reasons);
  }

  /** What came out. */
  enum Result {
    /** All parts and the whole are byte by byte what they were. */
    EQUAL,
    /** They are not, though sources and version are the same by what tells them apart. */
    DIFFERENT,
    /** A source is not what was planned with, or is gone. */
    SOURCE_CHANGED,
    /** Another version made it, or a codec that is not here. */
    OTHER_SOFTWARE
  }

  String inWords() {
    var words = new StringBuilder();
    switch (result) {
      case EQUAL ->
          words.append(
              "Equal: %d bytes in %d parts, SHA-256 %s"
                  .formatted(file.bytes(), file.parts().size(), file.sha256()));
      case DIFFERENT -> words.append("Different: ").append(named());
      case SOURCE_CHANGED -> words.append("A source has changed.");
      case OTHER_SOFTWARE -> words.append("It was made by other software.");
    }
    for (String reason : reasons) {
      words.append(System.lineSeparator()).append(reason);
    }
    return words.toString();
  }

  private String named() {
    int more = differing.size() - MOST_NAMED;
    return String.join(", ", differing.subList(0, Math.min(differing.size(), MOST_NAMED)))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
