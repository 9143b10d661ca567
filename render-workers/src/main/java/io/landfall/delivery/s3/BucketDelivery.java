package io.landfall.delivery.s3;

import akka.Done;
import io.landfall.delivery.CommitsUnderway;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryRun;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.store.s3.S3ErrorResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What every delivery to one bucket needs: the requests, how they are repeated, and the rules of
 * who may write what. Nothing is replaced that is not ours.
 *
 * @param bucket where it goes
 * @param calls that repeat requests
 * @param requests that are made
 * @param commits that are under way on this node
 */
record BucketDelivery(
    UserBucket bucket, BucketCalls calls, BucketRequests requests, CommitsUnderway commits) {

  /** Looks what is at a key. */
  CompletionStage<BucketRequests.LookedUp> look(String key) {
    return calls.call("look up", key, () -> requests.look(key));
  }

  /**
   * Checks that the owner of a bucket that lets this service in wants the owner of the
   * configuration: without that anybody could have us write into any bucket that lets us in.
   */
  CompletionStage<Done> checkProof() {
    if (!(bucket.access() instanceof UserBucket.ServiceGrant)) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    String proof = bucket.proofKey();
    return look(proof)
        .thenApply(
            found -> {
              if (found.object().isEmpty()) {
                throw new ExportFailure(
                    ErrorCode.DESTINATION_DENIED,
                    "Cannot write to bucket %s: nothing there says that its owner wants it. Put an empty object %s there, or give keys or a role."
                        .formatted(bucket.name(), bucket.href(proof)));
              }
              return Done.getInstance();
            });
  }

  /**
   * Returns what is at a key, where that may be the file of this delivery: it, or another attempt,
   * wrote a file of this size for the export; or the store does not say who has, and the journal
   * says that this delivery was about to.
   *
   * @return fails with DESTINATION_EXISTS where something else is there
   */
  Optional<UserObject> candidate(
      Optional<UserObject> found,
      ExportAttempt attempt,
      long bytes,
      Optional<DeliverySession> own) {
    found.ifPresent(
        object -> {
          boolean intended =
              object.isUnmarked()
                  && own.filter(session -> session.location().equals(object.key())).isPresent();
          if (object.bytes() != bytes || !(object.isOf(attempt.id()) || intended)) {
            throw exists(object.key(), attempt.id());
          }
        });
    return found;
  }

  /** Says that somebody else's object is there. */
  ExportFailure exists(String key, ExportId id) {
    return new ExportFailure(
        ErrorCode.DESTINATION_EXISTS,
        "Cannot write %s: another object is there, and none is ever replaced. Give the export another name, or make a delivery configuration with another prefix, as one with {exportId} in it, which becomes %s."
            .formatted(bucket.href(key), id));
  }

  /** Says that what is written comes to be something else. */
  ExportFailure givesOtherBytes(String key) {
    return new ExportFailure(
        ErrorCode.DESTINATION_UNWRITABLE,
        "Cannot write %s: the store at %s gives back other bytes than it was sent. Check that store, then retry the export; what was there is removed."
            .formatted(bucket.href(key), bucket.shownAddress()));
  }

  /** Removes an object as long as it is that one, and this delivery's turn. */
  CompletionStage<Done> remove(UserObject there, Supplier<CompletionStage<Done>> mayCommit) {
    Supplier<Done> request =
        () -> {
          requests
              .look(there.key())
              .object()
              .filter(object -> object.etag().equals(there.etag()))
              .ifPresent(requests::delete);
          return Done.getInstance();
        };
    return calls.retry(
        "remove what differs at",
        there.key(),
        () -> mayCommit.get().thenCompose(may -> calls.once(request)));
  }

  /**
   * Commits an object once: looks that nothing is there, asks whether it may, commits, and then,
   * whatever the answer was, believes only what is there.
   *
   * @param commit blocks; conditional where the store knows how
   * @return what is there afterwards, whoever wrote it; fails with {@link UploadGoneException}
   *     where an upload is gone and nothing is there
   */
  CompletionStage<UserObject> commit(
      String key, Supplier<CompletionStage<Done>> mayCommit, Runnable commit) {
    return calls.retry(
        "write",
        key,
        () ->
            underWay(
                key,
                () ->
                    mayCommit
                        .get()
                        .thenCompose(may -> calls.once(() -> requests.look(key)))
                        .thenCompose(
                            before ->
                                before.object().isPresent()
                                    ? CompletableFuture.completedStage(before.object().get())
                                    : commitAndLook(key, commit))));
  }

  /** Does what changes a key, so that {@link #ended} waits for it. */
  <T> CompletionStage<T> underWay(String key, Supplier<CompletionStage<T>> change) {
    return commits.runSteps(bucket.href(key), change);
  }

  /** Completes when what this node changes at a key is done: what is there then stays so. */
  CompletionStage<Done> ended(String key) {
    return commits.end(bucket.href(key)).thenApply(ended -> Done.getInstance());
  }

  private CompletionStage<UserObject> commitAndLook(String key, Runnable commit) {
    return calls
        .once(
            () -> {
              commit.run();
              return Done.getInstance();
            })
        .handle((done, thrown) -> Optional.ofNullable(thrown).map(Backoff::unwrap))
        .thenCompose(
            failure ->
                calls
                    .once(() -> requests.look(key))
                    .thenApply(after -> after.object().orElseThrow(() -> notThere(failure))));
  }

  /** What is refused because of somebody else who is gone by now is tried again. */
  private static RuntimeException notThere(Optional<Throwable> failure) {
    if (failure.isEmpty() || BucketFailures.isTaken(failure.get())) {
      return new S3ErrorResponse(503, "Incomplete", "it has no object after it was written");
    }
    return failure.get() instanceof RuntimeException known
        ? known
        : new CompletionException(failure.get());
  }

  /** Returns where this delivery has written before, if it is the same place. */
  static Optional<DeliverySession> sessionAt(DeliveryRun run, String key) {
    return run.session().filter(session -> session.location().equals(key));
  }

  /** Returns the key of the file itself. */
  String mainKey(DeliveryItem item) {
    return bucket.key(item.attempt().id(), item.fileName());
  }
}
