package io.landfall.node.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The data folder of commands for which none was named.
 *
 * @param path absolute; may not be there yet
 * @param note what a person should know of it, a sentence; empty where all is as usual
 */
public record StateFolder(Path path, Optional<String> note) {
  private static final String NAME = "landfall";
  private static final String IN_WORKING_FOLDER = "landfall-data";
  private static final String VARIABLE = "LANDFALL_DATA_DIR";

  /**
   * Finds it: {@code LANDFALL_DATA_DIR}, else {@code landfall-data} in the working folder where
   * this account has one, else a folder of the account: {@code $XDG_STATE_HOME/landfall} or {@code
   * ~/.local/state/landfall}, on macOS {@code ~/Library/Application Support/landfall}. An account
   * whose home cannot be written gets one below {@code $TMPDIR}, and is told.
   *
   * @param environment of the command
   * @param working folder of the command, absolute
   */
  public static StateFolder find(Map<String, String> environment, Path working) {
    return find(
        environment, working, System.getProperty("user.home"), System.getProperty("os.name"));
  }

  static StateFolder find(
      Map<String, String> environment, Path working, String userHome, String system) {
    Optional<String> named = value(environment, VARIABLE);
    if (named.isPresent()) {
      return usual(working.resolve(named.get()));
    }
    Path here = working.resolve(IN_WORKING_FOLDER);
    if (Files.isDirectory(here, LinkOption.NOFOLLOW_LINKS) && OwnFiles.isOwn(here)) {
      return usual(here);
    }
    Optional<Path> xdg = absolute(value(environment, "XDG_STATE_HOME"));
    if (xdg.isPresent() && canBeMade(xdg.get())) {
      return usual(xdg.get().resolve(NAME));
    }
    Path home = Path.of(value(environment, "HOME").orElse(userHome == null ? "/" : userHome));
    Path state =
        system != null && system.startsWith("Mac")
            ? home.resolve("Library").resolve("Application Support")
            : home.resolve(".local").resolve("state");
    if (xdg.isEmpty() && home.isAbsolute() && canBeMade(state)) {
      return usual(state.resolve(NAME));
    }
    Path temporary = Path.of(value(environment, "TMPDIR").orElse("/tmp"));
    Path fallback =
        temporary.toAbsolutePath().resolve(NAME + "-" + System.getProperty("user.name"));
    if (Files.exists(fallback, LinkOption.NOFOLLOW_LINKS)) { // anybody can have made it
      if (Files.isSymbolicLink(fallback)) {
        throw new ClientException(
            ClientException.NOT_ALLOWED,
            "Cannot trust %s: it is a link. Name another folder with --data-dir."
                .formatted(fallback));
      }
      OwnFiles.checkFolder(fallback);
    }
    return new StateFolder(
        fallback,
        Optional.of(
            "Nothing can be written to %s: state is kept in %s. Name another folder with --data-dir."
                .formatted(xdg.orElse(state), fallback)));
  }

  private static StateFolder usual(Path path) {
    return new StateFolder(path.toAbsolutePath().normalize(), Optional.empty());
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }

  private static Optional<Path> absolute(Optional<String> path) {
    return path.isPresent() && Path.of(path.get()).isAbsolute()
        ? Optional.of(Path.of(path.get()))
        : Optional.empty();
  }

  /** Tells whether a folder can be written, or made below one that can. */
  private static boolean canBeMade(Path folder) {
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there != null && Files.isDirectory(there) && Files.isWritable(there);
  }

  /** Makes the folder where it is missing, for this account alone. */
  static void make(Path folder) {
    try {
      if (folder.getParent() != null) {
        Files.createDirectories(folder.getParent());
      }
      Files.createDirectories(folder, OwnFiles.FOLDER);
    } catch (IOException e) {
      throw new ClientException(
          ClientException.FAILED,
          "Cannot use the data folder %s: %s. Make it writable, or name another with --data-dir."
              .formatted(folder, e));
    }
  }
}
