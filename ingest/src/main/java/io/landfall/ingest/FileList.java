package io.landfall.ingest;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A list in a file; time and size tell its version. */
final class FileList implements ListSource {
  private final Path file;

  FileList(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public boolean mayRecover() {
    return false;
  }

  @Override
  public Optional<Opened> open(ListVersion known) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read the list %s: %s."
              .formatted(file, Files.exists(file) ? "it is no readable file" : "it is not there"));
    }
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    var version = new ListVersion("", attributes.lastModifiedTime().toString(), attributes.size());
    return version.isSame(known)
        ? Optional.empty()
        : Optional.of(new Opened(Files.newInputStream(file), version));
  }
}
