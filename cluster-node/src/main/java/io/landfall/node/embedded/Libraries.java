package io.landfall.node.embedded;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** What an installation has beside its own jar. */
final class Libraries {
  private Libraries() {}

  /** Returns {@code lib}, beside our jar or our classes; it may not be there. */
  static Path folder() {
    try {
      return Path.of(Libraries.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .resolveSibling("lib");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
