package io.landfall.node.wiring;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.api.download.Downloads;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.StoredObject;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectKeys;
import io.landfall.store.StoreReader;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Finished files, read from the object store. A slow reader holds a connection to the store for as
 * long as it likes, so there are only so many at a time, and fewer of one export.
 */
final class ObjectStoreDownloads implements Downloads {
  private final StoreReader store;
  private final DownloadPlaces places;

  ObjectStoreDownloads(StoreReader store, DownloadPlaces places) {
    this.store = store;
    this.places = places;
  }

  @Override
  public CompletionStage<Optional<DownloadFile>> find(ExportAttempt attempt, String name) {
    places.checkFree(attempt);
    return look(attempt, name);
  }

  private CompletionStage<Optional<DownloadFile>> look(ExportAttempt attempt, String name) {
    return store
        .find(ObjectKeys.file(attempt, name))
        .thenApply(found -> found.map(object -> toDownloadFile(object, name)));
  }

  @Override
  public Source<ByteString, NotUsed> read(
      ExportAttempt attempt, String name, DownloadFile stored, long offset, long length) {
    if (length == 0) {
      return Source.empty();
    }
    return Source.lazyCompletionStage(() -> look(attempt, name))
        .flatMapConcat(
            found ->
                found.equals(Optional.of(stored))
                    ? slice(ObjectKeys.file(attempt, name), offset, length)
                    : Source.failed(changed(attempt.id(), name)))
        .via(places.taking(attempt))
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  private Source<ByteString, NotUsed> slice(String key, long offset, long length) {
    return store
        .read(key, offset, offset + length - 1)
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
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
