package io.landfall.node.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * The folder for what can be made again, once for all data folders of this account: programs of
 * PostgreSQL, the EPSG database, native libraries. Nobody else can write there, for what lies there
 * is run.
 */
public final class UserCache {
  private UserCache() {}

  /**
   * Returns the folder, made where it is missing: {@code $XDG_CACHE_HOME/landfall}, else {@code
   * ~/.cache/landfall}, or {@code cache} in the data folder where that is not this account's own.
   */
  public static Path folder(Path dataDir) {
    String named = System.getenv("XDG_CACHE_HOME");
    Path home =
        named == null || named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(named);
    return folder(home.toAbsolutePath(), dataDir);
  }

  static Path folder(Path home, Path dataDir) {
    boolean writable = Files.isWritable(home) || Files.isWritable(home.getParent());
    try {
      if (writable) {
        Path folder = PrivateFiles.createFolder(home.resolve("landfall"));
        if (isOwn(folder)) {
          PrivateFiles.takeFromOthers(folder);
          return folder;
        }
      }
      return PrivateFiles.createFolder(dataDir.resolve("cache"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder for unpacked programs", e);
    }
  }

  /** Who owns a folder, or the one above it, decides what lies there; root may. */
  private static boolean isOwn(Path folder) {
    try {
      Path probe = Files.createTempFile(folder, "owner", ".probe");
      UserPrincipal account = Files.getOwner(probe);
      Files.delete(probe);
      UserPrincipal above = Files.getOwner(folder.getParent());
      return Files.getOwner(folder).equals(account)
          && (above.equals(account) || above.getName().equals("root"));
    } catch (IOException e) {
      return false; // nothing can be written there
    }
  }
}
