package io.landfall.delivery.dropbox;

/**
 * What has a name in a Dropbox.
 *
 * @param rev of this very version
 * @param contentHash {@code null}: it is no file
 */
record DropboxFile(String path, String rev, long bytes, String contentHash) {

  /** Tells whether it holds so many bytes with that hash. */
  boolean holds(long count, String hash) {
    return bytes == count && hash.equals(contentHash);
  }
}
