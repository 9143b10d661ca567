package io.landfall.node.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Files that belong to this account, and that no other can have written or read. */
final class OwnFiles {
  static final FileAttribute<?> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  static final FileAttribute<?> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> WRITE_OF_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private OwnFiles() {}

  /** Tells whether this account owns a file or folder, which is no link. */
  static boolean isOwn(Path path) {
    try {
      return account()
          .equals(
              Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                  .owner());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Refuses a file that somebody else may have written or read, or that lies in a folder where
   * others may put files.
   *
   * @throws ClientException saying whose it is
   */
  static void check(Path file) throws IOException {
    checkWriters(file.toAbsolutePath().getParent());
    check(file, OF_OTHERS, "others may read or write it");
  }

  /**
   * Refuses a folder of another account, or where others may put files: what runs on it would run
   * what they put there.
   *
   * @throws ClientException saying whose it is
   */
  static void checkFolder(Path folder) {
    try {
      checkWriters(folder.toAbsolutePath());
    } catch (IOException e) {
      throw new ClientException(
          ClientException.FAILED,
          "Cannot read whose %s is: %s. Name another folder with --data-dir.".formatted(folder, e));
    }
  }

  private static void checkWriters(Path folder) throws IOException {
    check(folder, WRITE_OF_OTHERS, "others may write to it");
  }

  private static void check(Path path, Set<PosixFilePermission> refused, String why)
      throws IOException {
    var attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink() && refused == OF_OTHERS) {
      throw foreign(path, "it is a link");
    }
    if (attributes.isSymbolicLink()) { // of the folder somebody named: where it leads counts
      attributes = Files.readAttributes(path, PosixFileAttributes.class);
    }
    if (!attributes.owner().equals(account())) {
      throw foreign(path, "it belongs to " + attributes.owner().getName());
    }
    if (!Collections.disjoint(attributes.permissions(), refused)) {
      throw foreign(path, why);
    }
  }

  private static ClientException foreign(Path path, String why) {
    return new ClientException(
        ClientException.NOT_ALLOWED,
        "Cannot trust %s: %s. Close it to others, or name another folder with --data-dir."
            .formatted(path, why));
  }

  /** The account of this process, which the system tells, or a file that it makes. */
  private static UserPrincipal account() throws IOException {
    Path process = Path.of("/proc/self/stat");
    if (Files.exists(process)) {
      return Files.getOwner(process);
    }
    Path probe = Files.createTempFile("landfall", ".probe");
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }
}
