package io.landfall.archive;

import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A regular file of an archive.
 *
 * @param path names of folders, and of the file last; none is empty, {@code .} or {@code ..}
 * @param modified when it was written
 * @param stored where its bytes lie in the archive as they are; {@code null}: they are compressed,
 *     or not in one piece
 */
public record ArchiveMember(List<String> path, FileTime modified, StoredRange stored) {
  public ArchiveMember {
    path = List.copyOf(path);
  }

  /** A stretch of an archive, in bytes. */
  public record StoredRange(long offset, long length) {}

  /**
   * Returns the member of a name as archives have it. One that leads up loses its folders, one that
   * starts at the top of a disk loses the top.
   *
   * @return {@code null} if the name is no file's
   */
  static ArchiveMember of(String name, FileTime modified, StoredRange stored) {
    List<String> path = new ArrayList<>();
    for (String part : name.replace('\\', '/').split("/", -1)) { // some of Windows' tools write \
      if (part.equals("..")) {
        path.clear();
      } else if (!part.isEmpty() && !part.equals(".")) {
        path.add(part);
      }
    }
    boolean isFile = !path.isEmpty() && name.endsWith(path.get(path.size() - 1));
    return isFile ? new ArchiveMember(path, modified, stored) : null;
  }

  /** Returns the name without folders. */
  public String fileName() {
    return path.get(path.size() - 1);
  }
}
