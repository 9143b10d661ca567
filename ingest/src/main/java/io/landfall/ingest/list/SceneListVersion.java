package io.landfall.ingest.list;

/**
 * Which content a list has, by what its server or file system says of it.
 *
 * @param etag with its quotes; empty: there is none
 * @param lastModified as it was given; empty: unknown
 * @param length in bytes; -1: unknown
 */
public record SceneListVersion(String etag, String lastModified, long length) {
  /** Nothing is known. */
  public static final SceneListVersion UNKNOWN = new SceneListVersion("", "", -1);

  /** Returns it as one text; empty: another time the content may be another one. */
  public String key() {
    if (!etag.isEmpty()) {
      return etag;
    }
    return lastModified.isEmpty() ? "" : lastModified + "; " + length;
  }

  /** Tells whether content of both versions is the same for sure. */
  public boolean isSame(SceneListVersion other) {
    return !key().isEmpty() && key().equals(other.key());
  }
}
