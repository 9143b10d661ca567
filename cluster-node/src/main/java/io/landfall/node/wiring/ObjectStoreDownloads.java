package io.landfall.node.wiring;

import akka.util.ByteString;
import io.landfall.api.download.Downloads;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.StoredObject;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectKeys;
import io.landfall.store.s3.S3Downloads;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Finished files, read from the object store chunk by chunk, so many at a time: who reads slowly
 * holds no connection to the store.
 */
final class ObjectStoreDownloads implements Downloads {
  private final S3Downloads store;

  ObjectStoreDownloads(S3Downloads store) {
    this.store = store;
  }

  @Override
  public CompletionStage<Optional<DownloadFile>> find(ExportAttempt attempt, String name) {
    return store
        .find(ObjectKeys.file(attempt, name))
        .thenApply(found -> found.map(object -> toDownloadFile(object, name)));
  }

  @Override
  public CompletionStage<List<ByteString>> read(
      ExportAttempt attempt,
      String name,
      DownloadFile stored,
      long offset,
      int length,
      BooleanSupplier isWanted) {
    return store
        .read(ObjectKeys.file(attempt, name), stored.etag(), offset, length, isWanted)
        .thenApply(found -> found.orElseThrow(() -> changed(attempt.id(), name)));
  }

  private static ExportFailure changed(ExportId id, String name) {
    return new ExportFailure(
        ErrorCode.STATE_CONFLICT,
        "Cannot go on with %s of export %s: the store now holds another version. Begin again."
            .formatted(name, id));
  }

  private static DownloadFile toDownloadFile(StoredObject object, String name) {
    String type = object.mediaType() == null ? MediaTypes.of(name) : object.mediaType();
    return new DownloadFile(object.bytes(), object.etag().replace("\"", ""), type);
  }
}
