package io.landfall.delivery.s3;

import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import java.util.Map;

/**
 * An object in a user's bucket.
 *
 * @param etag as the store gave it
 * @param marks the metadata that it was written with, by names in lower case; a store may keep none
 */
record UserObject(String key, long bytes, String etag, Map<String, String> marks) {
  /** Metadata that names the export. */
  static final String EXPORT = "landfall-export";

  /** Metadata that numbers its attempt. */
  static final String ATTEMPT = "landfall-attempt";

  /** Metadata that holds the SHA-256, where it was known before. */
  static final String SHA_256 = "sha256";

  /** Returns the metadata of what an attempt writes. */
  static Map<String, String> marksOf(ExportAttempt attempt) {
    return Map.of(EXPORT, attempt.id().toString(), ATTEMPT, String.valueOf(attempt.number()));
  }

  /** Tells whether a file of this export was written here, by whatever attempt. */
  boolean isOf(ExportId id) {
    return id.toString().equals(marks.get(EXPORT));
  }

  /** Tells whether this very attempt wrote it. */
  boolean isBy(ExportAttempt attempt) {
    return isOf(attempt.id()) && String.valueOf(attempt.number()).equals(marks.get(ATTEMPT));
  }

  /** Tells whether the store has forgotten, or never knew, who wrote it. */
  boolean isUnmarked() {
    return !marks.containsKey(EXPORT);
  }
}
