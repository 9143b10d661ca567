package io.landfall.delivery.s3;

import akka.Done;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.FileNames;
import io.landfall.model.ExportId;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.store.s3.S3ErrorResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is looked at in a bucket before something is written there, and after something was. */
final class BucketLook {
  private final BucketDelivery delivery;

  BucketLook(BucketDelivery delivery) {
    this.delivery = delivery;
  }

  /**
   * Looks whether a file would be taken: the bucket is there, we are let in, and the names are
   * free.
   *
   * @return fails for what is sure to stay; what may pass is no failure
   */
  CompletionStage<Done> beforeRendering(ExportId id, FileNames names) {
    List<String> keys = new ArrayList<>();
    keys.add(delivery.bucket().key(id, names.main()));
    names.sidecars().forEach(name -> keys.add(delivery.bucket().key(id, name)));
    return delivery
        .calls()
        .tryOnce(
            "look for",
            keys.get(0),
            () -> {
              lookForBucket();
              return Done.getInstance();
            })
        .thenCompose(
            there ->
                there.isEmpty()
                    ? CompletableFuture.completedStage(Done.getInstance())
                    : delivery.checkProof().thenCompose(proved -> areFree(id, keys)));
  }

  /**
   * Fails where there is no bucket; a right to list that is missing is no failure.
   *
   * @return whether the store says that the bucket is there; else it does not tell these keys
   */
  boolean lookForBucket() {
    try {
      delivery.requests().lookForBucket();
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        throw new S3ErrorResponse(404, "NoSuchBucket", "there is no such bucket");
      }
      if (e.statusCode() != 403 && e.statusCode() != 400) { // which the next request explains
        throw e;
      }
      return false;
    }
  }

  private CompletionStage<Done> areFree(ExportId id, List<String> keys) {
    CompletionStage<Done> all = CompletableFuture.completedStage(Done.getInstance());
    for (String key : keys) {
      all =
          all.thenCompose(
              before ->
                  delivery
                      .calls()
                      .tryOnce("look up", key, () -> delivery.requests().look(key))
                      .thenApply(
                          found -> {
                            boolean isForeign =
                                found
                                    .flatMap(BucketRequests.LookedUp::object)
                                    .filter(object -> !object.isOf(id))
                                    .isPresent();
                            if (isForeign) {
                              throw delivery.exists(key, id);
                            }
                            return Done.getInstance();
                          }));
    }
    return all;
  }

  /**
   * Fails where a name of a sidecar is somebody else's, before the file itself is written.
   *
   * @param hasBegun whether an earlier try may have written some
   */
  CompletionStage<Done> namesAreFree(DeliveryItem item, boolean hasBegun) {
    ExportId id = item.attempt().id();
    CompletionStage<Done> all = CompletableFuture.completedStage(Done.getInstance());
    for (String name : FileNames.amongOthers(item.fileName(), item.type()).sidecars()) {
      String key = delivery.bucket().key(id, name);
      all =
          all.thenCompose(before -> delivery.look(key))
              .thenApply(
                  found -> {
                    boolean isForeign =
                        found
                            .object()
                            .filter(object -> !object.isOf(id))
                            .filter(object -> !(object.isUnmarked() && hasBegun))
                            .isPresent();
                    if (isForeign) {
                      throw delivery.exists(key, id);
                    }
                    return Done.getInstance();
                  });
    }
    return all;
  }

  /**
   * Aborts the upload that the journal knows of, or says may have been opened, and waits for a
   * commit that this node has sent and that is not answered yet: what is at the key then stays so.
   */
  CompletionStage<Done> closeUpload(String key, Optional<DeliverySession> session) {
    UploadMark mark = UploadMark.of(session.filter(known -> known.location().equals(key)));
    if (mark.isOpen()) {
      return abortUpload(key, mark).thenCompose(aborted -> delivery.ended(key));
    }
    CompletionStage<Done> ended = delivery.ended(key);
    return mark.isIntended() ? ended.thenCompose(done -> abortUpload(key, mark)) : ended;
  }

  private CompletionStage<Done> abortUpload(String key, UploadMark mark) {
    return delivery.calls().call("abort the upload of", key, () -> abort(key, mark));
  }

  private Done abort(String key, UploadMark mark) {
    if (mark.isOpen()) {
      delivery.requests().abort(key, mark.uploadId());
    } else {
      S3Orphans.abort(delivery.requests(), key, mark.intendedAt());
    }
    return Done.getInstance();
  }
}
