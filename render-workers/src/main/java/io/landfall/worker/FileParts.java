package io.landfall.worker;

import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;
import io.landfall.model.StoredPart;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.UploadBody;
import java.util.concurrent.CompletionStage;

/** Puts what a file is made of where the upload of its export wants it. */
final class FileParts {
  private FileParts() {}

  /**
   * Puts one part into the upload, or beside it as an object of its own.
   *
   * @param key of the file
   * @throws IllegalArgumentException if the file has no parts
   */
  static CompletionStage<StoredPart> put(
      ObjectStore store,
      UploadTarget target,
      ExportAttempt attempt,
      String key,
      int number,
      UploadBody body) {
    if (target instanceof UploadTarget.MultipartUpload upload) {
      return store.putPart(key, upload.uploadId(), number, body);
    }
    if (target instanceof UploadTarget.ComposedUpload) {
      return store
          .put(ObjectKeys.partObject(attempt, number), body, MediaTypes.OCTET_STREAM)
          .thenApply(whole -> new StoredPart(number, whole.etag(), whole.bytes(), whole.sha256()));
    }
    throw new IllegalArgumentException("Invalid target of a part: " + target);
  }
}
