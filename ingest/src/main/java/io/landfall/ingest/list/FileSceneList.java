package io.landfall.ingest.list;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A list in a file; time and size tell its version. */
final class FileSceneList implements SceneListSource {
  private final Path file;

  FileSceneList(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  @Override
  public String displayName() {
    return file.toString();
  }

  @Override
  public String fileName() {
    return String.valueOf(file.getFileName());
  }

  @Override
  public boolean isRetryable() {
    return false;
  }

  @Override
  public Optional<OpenSceneList> open(SceneListVersion known) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read the scene list %s: %s."
              .formatted(
                  file, Files.exists(file) ? "it is not a readable file" : "it is not there"));
    }
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    var version =
        new SceneListVersion("", attributes.lastModifiedTime().toString(), attributes.size());
    return version.isSame(known)
        ? Optional.empty()
        : Optional.of(new OpenSceneList(Files.newInputStream(file), version));
  }
}
