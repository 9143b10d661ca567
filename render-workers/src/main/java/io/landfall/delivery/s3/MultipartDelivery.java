package io.landfall.delivery.s3;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryRun;
import io.landfall.delivery.ReadBackCheck;
import io.landfall.http.Backoff;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.store.EqualParts.ComposedPart;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectStore;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * Brings a file into a user's bucket by a multipart upload: parts of one size but for the last,
 * which every store takes. Each is read from our store, checked against what was rendered, and
 * sent; what is there of an earlier try is kept. In a store that holds both buckets the parts are
 * copied there, if it lets us.
 */
final class MultipartDelivery {
  private static final int MAX_UPLOADS = 4;

  /** A store that tells no time: nothing counts as begun since. */
  private static final Instant UNKNOWN = Instant.parse("9999-12-31T00:00:00Z");

  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final BucketDelivery delivery;
  private final DeliveryItem item;
  private final DeliveryRun run;
  private final String key;
  private final BoundedPool hashing;
  private final PartSizing sizing;
  private final List<ComposedPart> parts;

  MultipartDelivery(
      ActorSystem<?> system,
      ObjectStore store,
      BucketDelivery delivery,
      DeliveryItem item,
      DeliveryRun run,
      PartSizing sizing) {
    this.system = system;
    this.store = store;
    this.delivery = delivery;
    this.item = item;
    this.run = run;
    this.key = delivery.mainKey(item);
    this.hashing = NodePools.of(system).get(PoolName.DELIVERY);
    this.sizing = sizing;
    this.parts = sizing.parts();
  }

  /**
   * Brings it there.
   *
   * @param copySource our bucket, to have the store copy from; empty: all is sent
   * @return what is there afterwards
   */
  CompletionStage<UserObject> upload(Optional<String> copySource) {
    return upload(UploadMark.of(BucketDelivery.sessionAt(run, key)), copySource, MAX_UPLOADS);
  }

  private CompletionStage<UserObject> upload(
      UploadMark mark, Optional<String> copySource, int uploadsLeft) {
    return open(mark)
        .thenCompose(open -> send(open, copySource).thenCompose(sent -> complete(open.id(), sent)))
        .handle(
            (object, thrown) -> {
              boolean isGone =
                  thrown != null && Backoff.unwrap(thrown) instanceof UploadGoneException;
              return isGone && uploadsLeft > 1
                  ? findOrUploadAnew(copySource, uploadsLeft - 1)
                  : thrown == null
                      ? CompletableFuture.completedStage(object)
                      : CompletableFuture.<UserObject>failedStage(thrown);
            })
        .thenCompose(stage -> stage);
  }

  /** An upload that is gone was completed, or is lost. */
  private CompletionStage<UserObject> findOrUploadAnew(
      Optional<String> copySource, int uploadsLeft) {
    return delivery
        .look(key)
        .thenCompose(
            found ->
                found.object().isPresent()
                    ? CompletableFuture.completedStage(found.object().get())
                    : recordIntent(found)
                        .thenCompose(mark -> upload(mark, copySource, uploadsLeft)));
  }

  /** Has the journal hold that an upload is about to be opened, and when, by the store's clock. */
  private CompletionStage<UploadMark> recordIntent(BucketRequests.LookedUp found) {
    var mark = UploadMark.intendedAt(found.at().orElse(UNKNOWN));
    return run.recordSession(key, mark.text()).thenApply(recorded -> mark);
  }

  /**
   * An open upload.
   *
   * @param present its parts, by number
   */
  private record OpenedUpload(String id, Map<Integer, Part> present) {}

  private CompletionStage<OpenedUpload> open(UploadMark mark) {
    if (mark.isOpen()) {
      return delivery
          .calls()
          .call("list the parts of", key, () -> delivery.requests().parts(key, mark.uploadId()))
          .thenApply(present -> new OpenedUpload(mark.uploadId(), byNumber(present)));
    }
    return mark.isIntended()
        ? create(mark, true)
        : delivery
            .look(key)
            .thenCompose(this::recordIntent)
            .thenCompose(intended -> create(intended, false));
  }

  /** What an earlier try may have opened, whose answer nobody got, is aborted first. */
  private CompletionStage<OpenedUpload> create(UploadMark mark, boolean again) {
    var tries = new AtomicInteger(again ? 1 : 0);
    return delivery.underWay(key, () -> create(mark, tries).thenCompose(this::journalled));
  }

  private CompletionStage<String> create(UploadMark mark, AtomicInteger tries) {
    return delivery
        .calls()
        .call(
            "begin the upload of",
            key,
            () -> {
              if (tries.getAndIncrement() > 0) {
                abortSince(mark);
              }
              return delivery
                  .requests()
                  .create(key, MediaTypes.of(item.type()), UserObject.marksOf(item.attempt()));
            });
  }

  /** Has the journal hold the upload; where that has gone on without us, nobody would find it. */
  private CompletionStage<OpenedUpload> journalled(String id) {
    return run.recordSession(key, id)
        .handle((recorded, thrown) -> Optional.ofNullable(thrown))
        .thenCompose(
            failure ->
                failure.isEmpty()
                    ? CompletableFuture.completedStage(new OpenedUpload(id, Map.of()))
                    : abort(id).thenCompose(done -> CompletableFuture.failedStage(failure.get())));
  }

  private CompletionStage<Done> abort(String id) {
    return delivery
        .calls()
        .<Done>onceInAnyCase(
            () -> {
              delivery.requests().abort(key, id);
              return Done.getInstance();
            })
        .exceptionally(thrown -> Done.getInstance()); // the failure before is the one to tell
  }

  private void abortSince(UploadMark mark) {
    S3Orphans.abort(delivery.requests(), key, mark.intendedAt());
  }

  private static Map<Integer, Part> byNumber(List<Part> present) {
    Map<Integer, Part> byNumber = new HashMap<>();
    present.forEach(part -> byNumber.put(part.partNumber(), part));
    return byNumber;
  }

  private CompletionStage<List<CompletedPart>> send(
      OpenedUpload open, Optional<String> copySource) {
    return copySource.isEmpty() ? stream(open) : copyOrStream(open, copySource.get());
  }

  private CompletionStage<List<CompletedPart>> copyOrStream(OpenedUpload open, String source) {
    return copy(open, source, parts.get(0))
        .handle((first, thrown) -> Optional.ofNullable(first))
        .thenCompose(
            first -> first.isPresent() ? copyOthers(open, source, first.get()) : stream(open));
  }

  private CompletionStage<List<CompletedPart>> copyOthers(
      OpenedUpload open, String source, CompletedPart first) {
    return Source.from(parts.subList(1, parts.size()))
        .via(run.stop().flow())
        .mapAsyncUnordered(BucketCalls.MAX_UNDER_WAY, part -> copy(open, source, part))
        .concat(Source.single(first))
        .runWith(Sink.seq(), system);
  }

  private CompletionStage<CompletedPart> copy(OpenedUpload open, String source, ComposedPart part) {
    long from = part.slices().get(0).from();
    return delivery
        .calls()
        .send(
            "copy a part of",
            key,
            () -> {
              Part there = open.present().get(part.number());
              return there != null && there.size() == part.bytes()
                  ? there.eTag() // whatever it holds, the object is read back whole
                  : delivery
                      .requests()
                      .copyPart(
                          key,
                          open.id(),
                          part.number(),
                          source,
                          item.object().key(),
                          item.object().etag(),
                          from,
                          part.bytes());
            })
        .thenApply(
            etag -> {
              run.onBytes(part.bytes());
              return completed(part, etag);
            });
  }

  /** A part with its bytes. */
  private record ReadPart(ComposedPart part, byte[] bytes) {}

  private CompletionStage<List<CompletedPart>> stream(OpenedUpload open) {
    var check = new ReadBackCheck(item, "the object in the store");
    return Source.from(parts)
        .via(run.stop().flow())
        .mapAsync(
            1,
            part ->
                store
                    .getRange(item.object().key(), part.slices().get(0).from(), part.bytes())
                    .thenApply(bytes -> new ReadPart(part, bytes)))
        .mapAsync(
            1,
            read ->
                hashing.supply(
                    () -> {
                      check.update(ByteBuffer.wrap(read.bytes()));
                      run.onBytes(read.bytes().length);
                      return read;
                    }))
        .mapAsyncUnordered(sizing.sentAtATime(), read -> put(open, read))
        .runWith(Sink.seq(), system)
        .thenApply(
            sent -> {
              check.checkEnd();
              return sent;
            });
  }

  private CompletionStage<CompletedPart> put(OpenedUpload open, ReadPart read) {
    ComposedPart part = read.part();
    return delivery
        .calls()
        .send(
            "write a part of",
            key,
            () -> {
              Part there = open.present().get(part.number());
              Md5 md5 = Md5.of(read.bytes());
              return there != null && there.size() == part.bytes() && md5.is(there.eTag())
                  ? there.eTag()
                  : delivery.requests().putPart(key, open.id(), part.number(), read.bytes(), md5);
            })
        .thenApply(
            etag -> {
              run.onBytes(part.bytes());
              return completed(part, etag);
            });
  }

  private static CompletedPart completed(ComposedPart part, String etag) {
    return CompletedPart.builder().partNumber(part.number()).eTag(etag).build();
  }

  private CompletionStage<UserObject> complete(String uploadId, List<CompletedPart> sent) {
    List<CompletedPart> ordered =
        sent.stream().sorted(Comparator.comparing(CompletedPart::partNumber)).toList();
    return delivery.commit(
        key,
        run::mayCommit,
        () -> delivery.requests().complete(key, uploadId, ordered, item.object().bytes()));
  }
}
