package io.landfall.store.s3;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.Attributes;
import akka.stream.alpakka.s3.Part;
import akka.stream.alpakka.s3.javadsl.S3;
import akka.stream.javadsl.Sink;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.store.ObjectStore;
import io.landfall.store.ObjectStore.OpenUpload;
import io.landfall.store.StoreSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * How uploads of several parts go on and end. Whether one was completed, the object that is there
 * tells, not the answer: it may get lost, and a store may say that it is done before it is.
 */
final class S3MultipartUploads {
  /** Parts may be written again between any two of them, but not for long. */
  private static final int COMPLETIONS = 3;

  private final ActorSystem<?> system;
  private final StoreSettings settings;
  private final Attributes attributes;
  private final StoreCalls calls;
  private final ObjectStore store;

  /**
   * @param attributes by which the library finds the store
   * @param store where objects are looked up
   */
  S3MultipartUploads(
      ActorSystem<?> system,
      StoreSettings settings,
      Attributes attributes,
      StoreCalls calls,
      ObjectStore store) {
    this.system = system;
    this.settings = settings;
    this.attributes = attributes;
    this.calls = calls;
    this.store = store;
  }

  /** Lists the parts of an upload; empty: there is no such upload. */
  CompletionStage<Optional<List<StoredPart>>> parts(String key, String uploadId) {
    return calls.retry(
        "list the parts of",
        key,
        () ->
            S3.listParts(settings.bucket(), key, uploadId)
                .withAttributes(attributes)
                .map(p -> new StoredPart(p.getPartNumber(), p.getETag(), p.getSize(), null))
                .runWith(Sink.seq(), system)
                .handle(StoreCalls::emptyIfMissing));
  }

  /** Makes the object of these parts, or of what they were written again as meanwhile. */
  CompletionStage<StoredObject> complete(String key, String uploadId, List<StoredPart> parts) {
    return complete(key, uploadId, parts, 1);
  }

  private CompletionStage<StoredObject> complete(
      String key, String uploadId, List<StoredPart> parts, int attempt) {
    long bytes = parts.stream().mapToLong(StoredPart::bytes).sum();
    return calls
        .retryWithinBudget("complete", key, () -> completeOrLook(key, uploadId, parts, bytes))
        .exceptionallyCompose(
            thrown ->
                attempt < COMPLETIONS && S3ErrorResponse.isOtherPart(thrown)
                    ? parts(key, uploadId)
                        .thenApply(there -> WrittenAgain.of(parts, there.orElse(List.of())))
                        .thenCompose(
                            now ->
                                now.isPresent()
                                    ? complete(key, uploadId, now.get(), attempt + 1)
                                    : CompletableFuture.failedStage(thrown))
                    : CompletableFuture.failedStage(thrown));
  }

  /** Completes; then, whatever the answer was, believes only what is there. */
  private CompletionStage<StoredObject> completeOrLook(
      String key, String uploadId, List<StoredPart> parts, long bytes) {
    List<Part> named = parts.stream().map(p -> Part.create(p.etag(), p.number())).toList();
    return StoreCalls.withTimeout(
            S3.completeMultipartUpload(settings.bucket(), key, uploadId, named, system, attributes),
            settings.timeoutFor(bytes))
        .handle((answer, thrown) -> thrown)
        .thenCompose(
            thrown ->
                store
                    .find(key)
                    .thenApply(
                        found -> {
                          if (found.isPresent() && found.get().bytes() == bytes) {
                            return found.get();
                          }
                          throw thrown != null
                              ? new CompletionException(thrown)
                              : new S3ErrorResponse(
                                  502, "Incomplete", "it said done, but has " + sizeOf(found));
                        }));
  }

  /** Gives up an upload; one that is not there is given up already. */
  CompletionStage<Done> abort(String key, String uploadId) {
    return calls.retryUnlessMissing(
        "abort the upload of",
        key,
        () -> S3.deleteUpload(settings.bucket(), key, uploadId, system, attributes));
  }

  /** Lists the uploads under way of keys that begin with the prefix. */
  CompletionStage<List<OpenUpload>> list(String prefix) {
    // The library puts the prefix into the query as it is; our folders need no encoding, names may.
    String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    return calls.retry(
        "list the uploads under",
        prefix,
        () ->
            S3.listMultipartUpload(settings.bucket(), Optional.of(folder))
                .withAttributes(attributes)
                .filter(upload -> upload.getKey().startsWith(prefix))
                .map(u -> new OpenUpload(u.getKey(), u.getUploadId(), u.getInitiated()))
                .runWith(Sink.seq(), system)
                .handle(S3Bucket::noneIfUnlisted));
  }

  private static String sizeOf(Optional<StoredObject> found) {
    return found.map(object -> object.bytes() + " bytes").orElse("no object");
  }
}
