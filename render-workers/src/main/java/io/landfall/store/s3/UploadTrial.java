package io.landfall.store.s3;

import akka.Done;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.StoredPart;
import io.landfall.store.EqualParts;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.UploadBody;
import io.landfall.store.UploadRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Finds out what a store takes as parts: writes a file of unequal parts, 10 MiB in all, and where
 * that is refused one of equal parts, 32 MiB in all; and one part of the highest number. What it
 * writes is deleted. It lies where results of exports do, of one that does not exist, so that what
 * a crash leaves is removed as an orphan.
 */
final class UploadTrial {
  private static final long MIN_PART_BYTES = 5 << 20;
  private static final List<Long> UNEQUAL = List.of(MIN_PART_BYTES, MIN_PART_BYTES + 1, 1L);
  private static final List<Long> EQUAL = List.of(EqualParts.MIN_BYTES, EqualParts.MIN_BYTES, 1L);

  private final ObjectStore store;
  private final String key =
      ObjectKeys.file(ExportAttempt.first(ExportId.generate()), "upload-trial");

  UploadTrial(ObjectStore store) {
    this.store = store;
  }

  /**
   * Returns what the store takes.
   *
   * @return fails with STORE_DENIED if it takes no upload of parts at all
   */
  CompletionStage<UploadRules> run() {
    return takes(id -> complete(id, UNEQUAL))
        .thenCompose(
            unequal ->
                unequal
                    ? CompletableFuture.completedStage(false)
                    : store
                        .openUpload(key, MediaTypes.OCTET_STREAM)
                        .thenCompose(id -> abortAfter(id, complete(id, EQUAL)))
                        .thenApply(done -> true))
        .thenCompose(
            equal ->
                takes(id -> putPart(id, UploadRules.S3.maxParts(), 1))
                    .thenApply(
                        many ->
                            new UploadRules(
                                equal, many ? UploadRules.S3.maxParts() : UploadRules.FEW_PARTS)))
        .thenCompose(rules -> store.delete(key).thenApply(deleted -> rules))
        .handle(UploadTrial::orUnusable);
  }

  private static UploadRules orUnusable(UploadRules rules, Throwable thrown) {
    if (thrown == null) {
      return rules;
    }
    ExportFailure failure = ExportFailure.of(thrown);
    throw S3ErrorResponse.isRefusal(failure.getCause())
        ? new ExportFailure(
            ErrorCode.STORE_DENIED,
            "Cannot store files in parts, neither of different sizes nor of one size: %s. Have the operator choose another store: this one holds small files only."
                .formatted(S3ErrorResponse.findIn(failure.getCause()).getMessage()),
            failure.getCause())
        : failure;
  }

  /** Tells whether the store does what is tried on an upload; fails if it cannot be told. */
  private CompletionStage<Boolean> takes(Function<String, CompletionStage<?>> work) {
    return store
        .openUpload(key, MediaTypes.OCTET_STREAM)
        .thenCompose(
            id ->
                abortAfter(id, work.apply(id))
                    .handle((done, thrown) -> thrown == null || !checkRefused(thrown)));
  }

  private static boolean checkRefused(Throwable thrown) {
    ExportFailure failure = ExportFailure.of(thrown);
    if (S3ErrorResponse.isRefusal(failure.getCause())) {
      return true;
    }
    throw failure;
  }

  /** Whatever became of the work, the upload ends. One that is complete there is none of. */
  private CompletionStage<Done> abortAfter(String id, CompletionStage<?> work) {
    return work.handle((done, thrown) -> thrown)
        .thenCompose(
            thrown ->
                store
                    .abort(key, id)
                    .thenApply(
                        aborted -> {
                          if (thrown != null) {
                            throw ExportFailure.of(Backoff.unwrap(thrown));
                          }
                          return aborted;
                        }));
  }

  private CompletionStage<?> complete(String id, List<Long> sizes) {
    List<StoredPart> parts = new ArrayList<>();
    CompletionStage<Boolean> put = CompletableFuture.completedStage(true);
    for (int i = 0; i < sizes.size(); i++) {
      int number = i + 1;
      long bytes = sizes.get(i);
      put = put.thenCompose(before -> putPart(id, number, bytes)).thenApply(parts::add);
    }
    return put.thenCompose(all -> store.complete(key, id, parts));
  }

  private CompletionStage<StoredPart> putPart(String id, int number, long bytes) {
    return store.putPart(key, id, number, new UploadBody(List.of(), bytes));
  }
}
