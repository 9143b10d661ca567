package io.landfall.store;

import akka.Done;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One bucket of an object store. Every call retries what may pass by itself (time-outs, refused
 * connections, answers 5xx) and may be repeated; what is left fails with {@link
 * io.landfall.model.ExportFailure} STORE_UNAVAILABLE, naming the operation and the key.
 */
public interface ObjectStore extends StoreReader {

  /** An upload that somebody began and neither completed nor aborted. */
  record OpenUpload(String key, String uploadId, Instant startedAt) {}

  /**
   * An object as a listing shows it.
   *
   * @param writtenAt by the clock of the store
   */
  record ListedObject(String key, long bytes, Instant writtenAt) {}

  /** Returns the uploads to it that fail for now; empty: it does not know. */
  default Optional<FailingUploads> failing() {
    return Optional.empty();
  }

  /** Makes the bucket if there is none. */
  CompletionStage<Done> ensureBucket();

  /** Writes a whole object, replacing any. The part's number is 0. */
  CompletionStage<StoredPart> put(String key, UploadBody body, String mediaType);

  /**
   * Reads a small object whole.
   *
   * @param maxBytes a larger one fails
   */
  CompletionStage<byte[]> get(String key, long maxBytes);

  /**
   * Reads a part of an object whole, and again while that fails transiently.
   *
   * @param from the first byte, counted from 0
   * @param bytes how many, all of which must be there
   */
  CompletionStage<byte[]> getRange(String key, long from, long bytes);

  /** Streams an object. The stream fails when the object is not there or the connection breaks. */
  Source<ByteString, ?> read(String key);

  /**
   * Streams an object to its last byte, in the time that its size allows; what breaks meanwhile is
   * read again from where it broke.
   */
  default Source<ByteString, ?> readAll(StoredObject object) {
    return read(object.key());
  }

  /** Returns the keys that begin with {@code prefix}, in the store's order. */
  CompletionStage<List<String>> list(String prefix);

  /** Streams what begins with {@code prefix}, however much that is, in the store's order. */
  Source<ListedObject, ?> entries(String prefix);

  /** Deletes an object; none is no failure. */
  CompletionStage<Done> delete(String key);

  /** Returns what the store takes as the parts of an upload; it is tried out at most once. */
  default CompletionStage<UploadRules> uploadRules() {
    return CompletableFuture.completedStage(UploadRules.S3);
  }

  /** Begins a multipart upload and returns its id. */
  CompletionStage<String> openUpload(String key, String mediaType);

  /**
   * Writes one part, replacing any of that number.
   *
   * @param number from 1 to 10,000
   */
  CompletionStage<StoredPart> putPart(String key, String uploadId, int number, UploadBody body);

  /**
   * Returns the parts of an open upload in the order of their numbers, without checksums; empty
   * when there is no such upload (any more).
   */
  CompletionStage<Optional<List<StoredPart>>> parts(String key, String uploadId);

  /**
   * Makes the object of the parts, once. A lost answer is looked up, never sent again blindly: the
   * object is there, or the upload still is.
   *
   * @param parts in the order of their numbers
   * @return size and ETag, read back
   */
  CompletionStage<StoredObject> complete(String key, String uploadId, List<StoredPart> parts);

  /** Drops an upload and its parts; none is no failure. */
  CompletionStage<Done> abort(String key, String uploadId);

  /** Returns the uploads that are open for keys beginning with {@code prefix}. */
  CompletionStage<List<OpenUpload>> uploads(String prefix);
}
