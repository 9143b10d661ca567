package io.landfall.node.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files and folders that other accounts of this machine can neither read nor write. */
final class PrivateFiles {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?> FOLDER = PosixFilePermissions.asFileAttribute(OWNERS);

  /** What a file is made with that is for this account alone. */
  static final FileAttribute<?> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private PrivateFiles() {}

  /** Makes a folder where it is missing; those above it are made as the account makes them. */
  static Path createFolder(Path folder) throws IOException {
    if (folder.getParent() != null) {
      Files.createDirectories(folder.getParent());
    }
    return Files.createDirectories(folder, FOLDER);
  }

  /** Makes an empty file where it is missing, and takes one that is there away from others. */
  static void createFile(Path file) throws IOException {
    try {
      Files.createFile(file, FILE);
    } catch (FileAlreadyExistsException e) {
      takeFromOthers(file);
    }
  }

  /**
   * Takes from others what they may do with a file or folder, as far as this account may.
   *
   * @return whether they could do anything before
   */
  static boolean takeFromOthers(Path path) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    String before = PosixFilePermissions.toString(permissions);
    if (!permissions.retainAll(OWNERS)) {
      return false;
    }
    try {
      Files.setPosixFilePermissions(path, permissions);
      return true;
    } catch (IOException e) { // a volume of a container belongs to another
      LOG.warn("Cannot close {} ({}) to other accounts: {}", path, before, e.toString());
      return false;
    }
  }
}
