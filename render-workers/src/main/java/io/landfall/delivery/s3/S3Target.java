package io.landfall.delivery.s3;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryRun;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.PlannedFile;
import io.landfall.destination.DestinationFinding;
import io.landfall.export.StepWait;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bucket of the user's. The file is written by a commit that replaces nothing, and then read back
 * whole: only that is the proof that it is there. What an earlier try has left is found by the
 * journal and by the metadata of the objects.
 */
public final class S3Target implements DeliveryTarget {
  private static final Logger LOG = LoggerFactory.getLogger(S3Target.class);

  /** So often a file that was read back differently is written once more. */
  static final int MAX_REWRITES = 2;

  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final UserBucketClients clients;
  private final UserBucket bucket;
  private final BoundedPool pool;

  /**
   * Makes one, and asks nobody.
   *
   * @param store that holds the files to deliver
   */
  public S3Target(
      ActorSystem<?> system, ObjectStore store, UserBucketClients clients, UserBucket bucket) {
    this.system = system;
    this.store = store;
    this.clients = clients;
    this.bucket = bucket;
    this.pool = NodePools.of(system).get(PoolName.BUCKETS);
  }

  @Override
  public CompletionStage<Done> checkBeforeRendering(PlannedFile file) {
    return using(
        patient(),
        delivery ->
            new BucketLook(delivery)
                .beforeRendering(file.id(), FileNames.amongOthers(file.fileName(), file.type())));
  }

  @Override
  public CompletionStage<List<DestinationFinding>> check() {
    clients.forgetRefusedKeys(bucket);
    return using(patient(), delivery -> new BucketCheck(delivery).run());
  }

  @Override
  public CompletionStage<DeliveryReceipt> deliver(DeliveryItem item, DeliveryRun run) {
    run.onWait(StepWait.QUEUED);
    return BucketMemory.of(system)
        .whenTaken(
            bucket.owner(),
            PartSizing.of(item.object().bytes(), clients.settings()).memory(),
            () -> {
              run.onWait(null);
              if (run.isStopped()) {
                throw new CancellationException("Nobody waits for the delivery any more");
              }
              return using(
                  CallObserver.of(run, this::noteRefusedKeys),
                  delivery -> deliver(delivery, item, run, copySource(), MAX_REWRITES));
            });
  }

  private Optional<String> copySource() {
    return clients.isOwnStore(bucket) ? Optional.of(clients.ownBucket()) : Optional.empty();
  }

  private CompletionStage<DeliveryReceipt> deliver(
      BucketDelivery delivery,
      DeliveryItem item,
      DeliveryRun run,
      Optional<String> copySource,
      int rewritesLeft) {
    var look = new BucketLook(delivery);
    String key = delivery.mainKey(item);
    return delivery
        .checkProof()
        .thenCompose(proved -> delivery.look(key))
        .thenCompose(
            found ->
                candidate(delivery, item, run, found.object()).isPresent()
                    ? look.closeUpload(key, run.session()).thenApply(done -> found.object().get())
                    : look.namesAreFree(item, BucketDelivery.sessionAt(run, key).isPresent())
                        .thenCompose(free -> write(delivery, item, run, copySource))
                        .thenCompose(there -> closeUpload(look, there, run)))
        .thenApply(there -> candidate(delivery, item, run, Optional.of(there)).orElseThrow())
        .thenCompose(
            there ->
                new ObjectReadBack(system, delivery.calls(), delivery.requests())
                    .read(there, item, run)
                    .thenCompose(
                        sha256 ->
                            sha256.isPresent()
                                ? finish(delivery, item, run, sha256.get())
                                : rewrite(delivery, item, run, there, rewritesLeft)));
  }

  /**
   * Another delivery to this key may have been first: then our upload is still open. That it cannot
   * be closed makes no file less delivered.
   */
  private static CompletionStage<UserObject> closeUpload(
      BucketLook look, UserObject there, DeliveryRun run) {
    return look.closeUpload(there.key(), run.session())
        .handle(
            (closed, thrown) -> {
              if (thrown != null) {
                LOG.warn("Cannot close the upload of {}: {}", there.key(), thrown.getMessage());
              }
              return there;
            });
  }

  private static Optional<UserObject> candidate(
      BucketDelivery delivery, DeliveryItem item, DeliveryRun run, Optional<UserObject> found) {
    return delivery.candidate(found, item.attempt(), item.object().bytes(), run.session());
  }

  private CompletionStage<UserObject> write(
      BucketDelivery delivery, DeliveryItem item, DeliveryRun run, Optional<String> copySource) {
    var sizing = PartSizing.of(item.object().bytes(), clients.settings());
    return sizing.isOne()
        ? new SmallFiles(delivery, item, run).putMain(store)
        : new MultipartDelivery(system, store, delivery, item, run, sizing).upload(copySource);
  }

  private static CompletionStage<DeliveryReceipt> finish(
      BucketDelivery delivery, DeliveryItem item, DeliveryRun run, String sha256) {
    FileNames names = FileNames.amongOthers(item.fileName(), item.type());
    String href = delivery.bucket().href(delivery.mainKey(item));
    return new SmallFiles(delivery, item, run)
        .putSidecars(run.sidecars().make(names, sha256))
        .thenApply(sidecars -> item.receipt(href, sha256, sidecars));
  }

  /** What this attempt has written and is not what it was to be goes; somebody else's stays. */
  private CompletionStage<DeliveryReceipt> rewrite(
      BucketDelivery delivery,
      DeliveryItem item,
      DeliveryRun run,
      UserObject there,
      int rewritesLeft) {
    if (!there.isBy(item.attempt())) {
      throw delivery.exists(there.key(), item.attempt().id());
    }
    LOG.warn("{} was read back differently, and is removed", bucket.href(there.key()));
    return delivery
        .remove(there, run::mayCommit)
        .thenCompose(
            removed -> {
              if (rewritesLeft == 0) {
                throw delivery.givesOtherBytes(there.key());
              }
              return deliver(delivery, item, run, Optional.empty(), rewritesLeft - 1);
            });
  }

  @Override
  public CompletionStage<Optional<String>> abandon(ExportAttempt attempt, DeliverySession session) {
    return using(
            patient(),
            delivery ->
                new BucketLook(delivery)
                    .closeUpload(session.location(), Optional.of(session))
                    .thenCompose(closed -> delivery.look(session.location()))
                    .thenApply(
                        found ->
                            found
                                .object()
                                .filter(object -> object.isBy(attempt))
                                .map(object -> bucket.href(object.key()))))
        .exceptionally(S3Target::emptyIfLockedOut);
  }

  /** Who is not let in any more can close nothing there. */
  private static Optional<String> emptyIfLockedOut(Throwable thrown) {
    if (Backoff.unwrap(thrown) instanceof ExportFailure failure
        && failure.code() == ErrorCode.DESTINATION_DENIED) {
      LOG.warn("Cannot close an upload at a destination: {}", failure.getMessage());
      return Optional.empty();
    }
    throw new CompletionException(Backoff.unwrap(thrown));
  }

  /** Does something with a client that is closed afterwards. */
  private <T> CompletionStage<T> using(
      CallObserver observer, Function<BucketDelivery, CompletionStage<T>> work) {
    return pool.supply(
            () -> {
              clients.checkKeysAreNotRefused(bucket);
              return clients.open(bucket);
            })
        .thenCompose(
            requests ->
                start(
                        work,
                        new BucketDelivery(
                            bucket,
                            new BucketCalls(system, bucket, clients.settings(), observer),
                            requests,
                            clients.commits()))
                    .whenComplete((done, thrown) -> requests.close()));
  }

  private CallObserver patient() {
    return CallObserver.patient(this::noteRefusedKeys);
  }

  private void noteRefusedKeys(ExportFailure failure) {
    clients.noteRefusedKeys(bucket, failure);
  }

  private static <T> CompletionStage<T> start(
      Function<BucketDelivery, CompletionStage<T>> work, BucketDelivery delivery) {
    try {
      return work.apply(delivery);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
