package io.landfall.delivery;

import java.util.List;

/** Makes the sidecars of a file, once the file's checksum is known. */
@FunctionalInterface
public interface Sidecars {
  /** Nothing. */
  Sidecars NONE = (names, sha256) -> List.of();

  /**
   * Makes the files; the same for the same arguments, in this process or another.
   *
   * @param names they and the file itself have at the destination
   * @param sha256 of the file, in hexadecimal
   */
  List<Sidecar> make(FileNames names, String sha256);
}
