package io.landfall.catalogue;

import java.nio.channels.SeekableByteChannel;

/** Opens archives of other machines, to be read by parts. */
@FunctionalInterface
public interface RemoteArchives {
  /**
   * Opens an archive.
   *
   * @param href {@code https:}, {@code http:} or {@code s3:}
   * @throws io.landfall.model.ExportFailure SCENE_UNREADABLE
   */
  OpenedArchive open(String href);

  /**
   * An archive.
   *
   * @param version that changes whenever it does
   */
  record OpenedArchive(SeekableByteChannel bytes, String version) {}
}
