package io.landfall.catalogue;

import io.landfall.archive.ArchiveForm;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * An archive of this machine, or of another one.
 *
 * @param title its path or URL, for people
 * @param fileName of it
 * @param url of it
 * @param version that changes whenever it does, as plans pin it
 * @param isRemote whether it lies on another machine, where only what is not compressed is read
 */
record ArchiveSource(
    String title, String fileName, String url, String version, boolean isRemote, Opener opener) {
  /** Opens an archive to be read. */
  @FunctionalInterface
  interface Opener {
    SeekableByteChannel open() throws IOException;
  }

  /** Describes an archive of this machine. */
  static ArchiveSource of(Path archive) throws IOException {
    return new ArchiveSource(
        archive.toString(),
        archive.getFileName().toString(),
        archive.toUri().toString(),
        String.format(
            Locale.ROOT,
            "%d-%d",
            Files.size(archive),
            Files.getLastModifiedTime(archive).to(TimeUnit.NANOSECONDS)),
        false,
        () -> Files.newByteChannel(archive));
  }

  /** Returns its name without its endings. */
  String name() {
    return ArchiveForm.withoutEnding(fileName).replaceFirst("(?i)\\.gz$", "");
  }

  /** Returns what no other archive has, nor this one when it has changed: part of a file's name. */
  String key() {
    String changed = isRemote ? Integer.toHexString(version.hashCode()) : version;
    return String.format(Locale.ROOT, "%s-%x-%s", name(), url.hashCode(), changed);
  }
}
