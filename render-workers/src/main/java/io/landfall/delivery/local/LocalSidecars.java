package io.landfall.delivery.local;

import io.landfall.delivery.FileNames;
import io.landfall.delivery.Sidecar;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The sidecars of a file on this machine. Each is written under a name of its own, synced, read
 * back, and only then takes its name. One that is there already must be the very same, or left by
 * an earlier export.
 */
final class LocalSidecars {
  private final Path folder;
  private final String prefix;
  private final List<Path> written = new ArrayList<>();

  /**
   * @param prefix put before every name
   */
  LocalSidecars(Path folder, String prefix) {
    this.folder = folder;
    this.prefix = prefix;
  }

  /**
   * Writes all that are not there yet.
   *
   * @param names they have without prefix
   */
  List<DeliveredFile> write(FileNames names, List<Sidecar> files) {
    try {
      ReplaceableFiles left = ReplaceableFiles.find(folder, names);
      List<DeliveredFile> delivered = new ArrayList<>();
      for (Sidecar file : files) {
        Path path = folder.resolve(prefix + file.name());
        if (!Files.exists(path)) {
          write(path, file.content(), LocalSidecars::publish);
        } else if (!Files.isRegularFile(path) || !holds(path, file.content())) {
          if (!prefix.isEmpty() || !left.isReplaceable(file.name())) {
            throw exists(path);
          }
          write(path, file.content(), LocalSidecars::replace);
        }
        delivered.add(file.delivered(path.toUri().toString()));
      }
      return delivered;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path path, byte[] content, BiPredicate<Path, Path> settle) throws IOException {
    try (PartFile part = PartFile.createNextTo(path)) {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        part.channel().write(bytes);
      }
      part.channel().force(true);
      if (!holds(part.path(), content)) {
        throw new ExportFailure(
            ErrorCode.DESTINATION_CORRUPT,
            "Cannot deliver %s: it was read back and differs. Check the disk, then run the export again."
                .formatted(path));
      }
      if (settle.test(part.path(), path)) {
        written.add(path);
      } else if (!holds(path, content)) {
        throw exists(path);
      }
    }
  }

  private static boolean holds(Path path, byte[] content) throws IOException {
    return Files.size(path) == content.length && Arrays.equals(Files.readAllBytes(path), content);
  }

  /** Gives a part its name, in one step; tells whether it did, as nobody has taken it. */
  static boolean publish(Path part, Path path) {
    try {
      link(part, path);
      sync(path.getParent());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void link(Path part, Path path) throws IOException {
    try {
      Files.createLink(path, part);
      Files.delete(part);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
      Files.createFile(path); // takes the name, or fails: a move alone might replace
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Makes names last through a power cut, where folders can be synced. */
  private static void sync(Path folder) {
    try (FileChannel names = FileChannel.open(folder)) {
      names.force(true);
    } catch (IOException notHere) {
      return;
    }
  }

  private static boolean replace(Path part, Path path) {
    try {
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ExportFailure exists(Path path) {
    return new ExportFailure(
        ErrorCode.DESTINATION_EXISTS,
        "Cannot write %s: it exists. Remove it or choose another name.".formatted(path));
  }

  /** Removes what this has written, because the file they belong to did not come. */
  void undo() {
    written.forEach(LocalFileTarget::deleteQuietly);
    written.clear();
  }
}
