package io.landfall.node.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder for what can be made again, once for all data folders of this account: programs of
 * PostgreSQL, the EPSG database, native libraries. Nobody else can write there, for what lies there
 * is run.
 */
public final class UserCache {
  private UserCache() {}

  /**
   * Returns the folder, made where it is missing: {@code $XDG_CACHE_HOME/landfall}, else {@code
   * ~/.cache/landfall}, or {@code cache} in the data folder of an account without a home.
   */
  public static Path folder(Path dataDir) {
    String named = System.getenv("XDG_CACHE_HOME");
    Path home =
        named == null || named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(named);
    boolean writable =
        Files.isWritable(home) || Files.isWritable(home.toAbsolutePath().getParent());
    Path folder = (writable ? home.resolve("landfall") : dataDir.resolve("cache")).toAbsolutePath();
    try {
      PrivateFiles.createFolder(folder);
      PrivateFiles.takeFromOthers(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the folder " + folder, e);
    }
  }
}
