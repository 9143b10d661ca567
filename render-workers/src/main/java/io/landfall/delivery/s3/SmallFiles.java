package io.landfall.delivery.s3;

import akka.Done;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryRun;
import io.landfall.delivery.ReadBackCheck;
import io.landfall.delivery.Sidecar;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what fits into one request: small files, and sidecars of all. */
final class SmallFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SmallFiles.class);

  private final BucketDelivery delivery;
  private final DeliveryItem item;
  private final DeliveryRun run;

  SmallFiles(BucketDelivery delivery, DeliveryItem item, DeliveryRun run) {
    this.delivery = delivery;
    this.item = item;
    this.run = run;
  }

  /** Writes the file itself, and returns what is there afterwards. */
  CompletionStage<UserObject> putMain(ObjectStore store) {
    String key = delivery.mainKey(item);
    return recordIntent(key)
        .thenCompose(recorded -> store.getRange(item.object().key(), 0, item.object().bytes()))
        .thenCompose(
            bytes -> {
              var check = new ReadBackCheck(item, "the object in the store");
              check.update(ByteBuffer.wrap(bytes));
              run.onBytes(bytes.length);
              return put(key, bytes, MediaTypes.of(item.type()), check.checkEnd());
            });
  }

  private CompletionStage<Done> recordIntent(String key) {
    return BucketDelivery.sessionAt(run, key).isPresent()
        ? CompletableFuture.completedStage(Done.getInstance())
        : run.recordSession(key, null);
  }

  private CompletionStage<UserObject> put(
      String key, byte[] bytes, String mediaType, String sha256) {
    Map<String, String> marks = new HashMap<>(UserObject.marksOf(item.attempt()));
    marks.put(UserObject.SHA_256, sha256);
    return delivery.commit(
        key, run::mayCommit, () -> delivery.requests().put(key, bytes, mediaType, marks));
  }

  /** Writes the sidecars one after the other, and reads each back. */
  CompletionStage<List<DeliveredFile>> putSidecars(List<Sidecar> sidecars) {
    CompletionStage<List<DeliveredFile>> all = CompletableFuture.completedStage(new ArrayList<>());
    for (Sidecar sidecar : sidecars) {
      all =
          all.thenCompose(
              before ->
                  put(sidecar, S3Target.MAX_REWRITES)
                      .thenApply(
                          put -> {
                            before.add(put);
                            return before;
                          }));
    }
    return all;
  }

  private CompletionStage<DeliveredFile> put(Sidecar sidecar, int rewritesLeft) {
    String key = delivery.bucket().key(item.attempt().id(), sidecar.name());
    return put(key, sidecar.content(), sidecar.mediaType(), sidecar.sha256())
        .thenCompose(
            there ->
                holds(there, sidecar.content())
                    .thenCompose(
                        isWhole ->
                            isWhole
                                ? CompletableFuture.completedStage(
                                    sidecar.delivered(delivery.bucket().href(key)))
                                : rewrite(sidecar, there, rewritesLeft)));
  }

  private CompletionStage<Boolean> holds(UserObject there, byte[] content) {
    return there.bytes() == content.length
        ? content(there).thenApply(back -> Arrays.equals(back, content))
        : CompletableFuture.completedStage(false);
  }

  /** As with the file itself: what this attempt has written goes, somebody else's stays. */
  private CompletionStage<DeliveredFile> rewrite(
      Sidecar sidecar, UserObject there, int rewritesLeft) {
    if (!there.isBy(item.attempt())) {
      throw delivery.exists(there.key(), item.attempt().id());
    }
    LOG.warn("{} was read back differently, and is removed", delivery.bucket().href(there.key()));
    return delivery
        .remove(there, run::mayCommit)
        .thenCompose(
            removed -> {
              if (rewritesLeft == 0) {
                throw delivery.givesOtherBytes(there.key());
              }
              return put(sidecar, rewritesLeft - 1);
            });
  }

  private CompletionStage<byte[]> content(UserObject object) {
    return object.bytes() == 0
        ? CompletableFuture.completedStage(new byte[0])
        : delivery
            .calls()
            .call(
                "read back",
                object.key(),
                () -> delivery.requests().read(object, 0, (int) object.bytes()));
  }
}
