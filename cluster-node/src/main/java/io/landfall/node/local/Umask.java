package io.landfall.node.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * What this process takes away from the permissions of files that it makes. Files are made by the
 * node: one of another mask would open to others what a command wants closed.
 */
public final class Umask {
  /** As which it stands among the variables of a command. */
  public static final String NAME = "umask";

  private static final String LINE = "Umask:";
  private static final Path STATUS = Path.of("/proc/self/status");

  private Umask() {}

  /** Puts that of this process among variables. */
  public static void addTo(Map<String, String> environment) {
    Optional<String> mask = ours();
    if (mask.isPresent()) {
      environment.put(NAME, mask.get());
    }
  }

  private static Optional<String> ours() {
    try {
      if (Files.exists(STATUS)) {
        for (String line : Files.readAllLines(STATUS)) {
          if (line.startsWith(LINE)) {
            return Optional.of(line.substring(LINE.length()).strip());
          }
        }
      }
      return Optional.of(ofNewFile());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Systems that do not tell show it by a file. */
  private static String ofNewFile() throws IOException {
    Path folder = Files.createTempDirectory("landfall");
    Path probe = folder.resolve("probe");
    try {
      Files.createFile(probe);
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(probe));
    } finally {
      Files.deleteIfExists(probe);
      Files.delete(folder);
    }
  }
}
