package io.landfall.node.metrics;

import io.landfall.node.check.CertificateChecks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Knows until when the certificates of some files are good, as of the last look. */
final class CertificateWatch {
  private final Map<String, Path> files;
  private volatile Map<String, Instant> ends = Map.of();
  private volatile Set<String> unreadable = Set.of();

  /**
   * Looks at nothing yet.
   *
   * @param files PEM files, by what they are of
   */
  CertificateWatch(Map<String, Path> files) {
    this.files = Map.copyOf(files);
  }

  /** Looks at all files; returns what is wrong with the last that cannot be read. */
  Optional<String> look() {
    Map<String, Instant> found = new TreeMap<>();
    Set<String> failed = new TreeSet<>();
    String problem = null;
    for (Map.Entry<String, Path> file : files.entrySet()) {
      try {
        found.put(file.getKey(), CertificateChecks.end(file.getValue()));
      } catch (IOException e) {
        failed.add(file.getKey());
        problem = "%s: %s".formatted(file.getKey(), e.getMessage());
      }
    }
    ends = Map.copyOf(found);
    unreadable = Set.copyOf(failed);
    return Optional.ofNullable(problem);
  }

  /** Returns when the first certificate of each file ends; of those that could be read. */
  Map<String, Instant> ends() {
    return ends;
  }

  /** Returns what the files are of that could not be read. */
  Set<String> unreadable() {
    return unreadable;
  }
}
