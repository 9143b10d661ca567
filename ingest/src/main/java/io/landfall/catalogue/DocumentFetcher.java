package io.landfall.catalogue;

/** Fetches small documents from other machines. */
@FunctionalInterface
public interface DocumentFetcher {
  /**
   * Returns a whole document.
   *
   * @param href {@code https:}, {@code http:} or {@code s3:}
   * @throws io.landfall.model.ExportFailure SCENE_UNREADABLE, also if it is larger than {@code
   *     maxBytes}
   */
  byte[] fetch(String href, int maxBytes);
}
