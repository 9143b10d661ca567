package io.landfall.store.s3;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Writes to a store that runs in this process as its server would, without the way over HTTP, which
 * costs several times what the writing does. Blocking.
 */
public interface DirectWrites {

  /**
   * Writes a whole object, replacing any.
   *
   * @param bytes how many {@code body} has
   * @return its ETag, in quotes
   */
  String put(String key, String mediaType, InputStream body, long bytes) throws IOException;

  /**
   * Writes one part of an open upload, replacing any of that number.
   *
   * @param bytes how many {@code body} has
   * @return its ETag, in quotes
   * @throws FileNotFoundException if the upload was completed or aborted, or never was
   */
  String putPart(String key, String uploadId, int number, InputStream body, long bytes)
      throws IOException;
}
