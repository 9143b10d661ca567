package io.landfall.node.cli.audit;

import io.landfall.delivery.reproduction.DeliveryReproduction.FileFacts;
import java.util.List;

/**
 * How a plan that was rendered again compares.
 *
 * @param file what was made; {@code null}: nothing could be
 * @param differing parts and files that are not what they were, in words
 * @param reasons sentences that say why it is not equal
 */
record Reproduction(
    Result result, ComparedFiles file, List<String> differing, List<String> reasons) {
  private static final int MOST_NAMED = 10;

  Reproduction {
    differing = List.copyOf(differing);
    reasons = List.copyOf(reasons);
  }

  /**
   * What was compared.
   *
   * @param whole the file, as it is delivered
   * @param parts of its raster
   * @param delivered how many files destinations were given
   */
  record ComparedFiles(FileFacts whole, int parts, int delivered) {}

  /** What came out. */
  enum Result {
    /** All parts, and all files that were delivered, are byte by byte what they were. */
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
              "Equal: %d bytes in %d parts, SHA-256 %s; %d delivered files"
                  .formatted(
                      file.whole().bytes(), file.parts(), file.whole().sha256(), file.delivered()));
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
