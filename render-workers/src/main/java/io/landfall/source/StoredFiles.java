package io.landfall.source;

import io.landfall.raster.ByteSource;

/** Files of our own, which no user's scene can name: a reader that has them is made for them. */
public interface StoredFiles {
  /** Tells whether a URL is of one of these. */
  boolean handles(String href);

  /** Returns what is at a URL. */
  SceneFiles.FileVersion version(String href);

  /** Opens a file; it is not closed, so it may hold nothing but memory. */
  ByteSource open(String href);
}
