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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes what fits into one request: small files, and sidecars of all. */
final class SmallFiles {
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
                  put(sidecar)
                      .thenApply(
                          put -> {
                            before.add(put);
                            return before;
                          }));
    }
    return all;
  }

  private CompletionStage<DeliveredFile> put(Sidecar sidecar) {
    String key = delivery.bucket().key(item.attempt().id(), sidecar.name());
    return put(key, sidecar.content(), sidecar.mediaType(), sidecar.sha256())
        .thenCompose(
            there ->
                there.bytes() == sidecar.content().length
                    ? content(there).thenApply(Optional::of)
                    : CompletableFuture.completedStage(Optional.<byte[]>empty()))
        .thenApply(
            back -> {
              if (back.isEmpty() || !Arrays.equals(back.get(), sidecar.content())) {
                throw delivery.exists(key, item.attempt().id());
              }
              return sidecar.delivered(delivery.bucket().href(key));
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
