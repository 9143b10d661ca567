package io.landfall.render;

import akka.Done;
import akka.pattern.StatusReply;
import io.landfall.export.CommitFence;
import io.landfall.export.ExportEntity;
import io.landfall.export.ExportPlanner;
import io.landfall.export.StaleCommitException;
import io.landfall.model.Attempt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that need no workers: plan, open, commit, clean up. Each tells the entity its outcome;
 * one that the store fails in a passing way is tried for a while.
 */
final class StoreSteps {
  private static final Logger LOG = LoggerFactory.getLogger(StoreSteps.class);
  private static final Backoff CLEANING =
      new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofDays(1));

  private final ObjectStore store;
  private final ExportPlanner planner;
  private final Executor blocking;
  private final Later later;
  private final CommitFence fence;

  /**
   * Makes the steps of one node.
   *
   * @param blocking runs the planner, which waits for the catalogue
   */
  StoreSteps(
      ObjectStore store, ExportPlanner planner, Executor blocking, Later later, CommitFence fence) {
    this.store = store;
    this.planner = planner;
    this.blocking = blocking;
    this.later = later;
    this.fence = fence;
  }

  CompletionStage<?> plan(ExportRequest request, EntityReports entity) {
    CompletionStage<ExportPlan> planned =
        CompletableFuture.supplyAsync(() -> planner.plan(request), blocking);
    return orFail(
        "plan",
        entity,
        planned,
        plan ->
            entity.<Done>tell(
                replyTo -> new ExportEntity.AcceptPlan(entity.attempt(), plan, replyTo)));
  }

  CompletionStage<?> openUpload(Attempt attempt, ExportPlan plan, EntityReports entity) {
    if (plan.layout().singleObject()) {
      return entity.<String>tell(
          replyTo -> new ExportEntity.AcceptUpload(entity.attempt(), "", replyTo));
    }
    String key = ObjectKeys.file(attempt, plan.fileName());
    String type = MediaTypes.ofRaster(plan.format().type());
    CompletionStage<String> opened = entity.patiently(() -> store.openUpload(key, type));
    return orFail("upload", entity, opened, mine -> offerUpload(key, mine, entity));
  }

  /**
   * Offers the upload to the entity; if that has another, or does not want one, it is aborted. One
   * whose fate is not known stays: it may stand in the journal, and the clean-up finds it.
   */
  private CompletionStage<Done> offerUpload(String key, String mine, EntityReports entity) {
    return entity
        .<String>tell(replyTo -> new ExportEntity.AcceptUpload(entity.attempt(), mine, replyTo))
        .exceptionally(
            thrown -> Backoff.unwrap(thrown) instanceof StatusReply.ErrorMessage ? "" : mine)
        .thenCompose(
            kept ->
                kept.equals(mine)
                    ? CompletableFuture.completedStage(Done.getInstance())
                    : store.abort(key, mine));
  }

  CompletionStage<?> commit(
      Attempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredPart> parts,
      long version,
      EntityReports entity) {
    String key = ObjectKeys.file(attempt, plan.fileName());
    CompletionStage<StoredObject> committed =
        entity.patiently(
            () ->
                plan.layout().singleObject()
                    ? checkSingle(key, parts.get(0).bytes())
                    : completeOnce(key, uploadId, parts, () -> fence.check(attempt, version)));
    return orFail(
        "commit",
        entity,
        committed,
        object ->
            entity.<Done>tell(
                replyTo -> new ExportEntity.AcceptObject(entity.attempt(), object, replyTo)));
  }

  /** Looks before and after: an earlier commit, or another node's, may have done it. */
  private CompletionStage<StoredObject> completeOnce(
      String key,
      String uploadId,
      List<StoredPart> parts,
      Supplier<CompletionStage<Done>> mayCommit) {
    long bytes = parts.stream().mapToLong(StoredPart::bytes).sum();
    return find(key, bytes)
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedStage(found.get())
                    : mayCommit
                        .get()
                        .thenCompose(may -> completeOrFind(key, uploadId, parts, bytes)));
  }

  private CompletionStage<StoredObject> completeOrFind(
      String key, String uploadId, List<StoredPart> parts, long bytes) {
    return store
        .complete(key, uploadId, parts)
        .exceptionallyCompose(
            thrown ->
                find(key, bytes)
                    .thenApply(
                        found ->
                            found.orElseThrow(
                                () -> new CompletionException(Backoff.unwrap(thrown)))));
  }

  private CompletionStage<Optional<StoredObject>> find(String key, long bytes) {
    return store.find(key).thenApply(found -> found.filter(object -> object.bytes() == bytes));
  }

  private CompletionStage<StoredObject> checkSingle(String key, long bytes) {
    return store
        .find(key)
        .thenApply(
            found ->
                found
                    .filter(object -> object.bytes() == bytes)
                    .orElseThrow(
                        () ->
                            new ExportFailure(
                                ErrorCode.STORE_UNAVAILABLE,
                                "Cannot find %s in the store with the %d bytes that were written. Retry the export."
                                    .formatted(key, bytes))));
  }

  /**
   * Aborts what is open, deletes the scratch objects and, if so asked, the file. It never fails the
   * export: it is tried until it works.
   */
  CompletionStage<?> cleanUp(Attempt attempt, List<String> prefixes, EntityReports entity) {
    return CLEANING
        .retry(
            () ->
                clear(attempt, prefixes)
                    .thenCompose(first -> clear(attempt, prefixes))
                    .thenApply(second -> orAgain(second)),
            thrown -> {
              LOG.warn("Cannot clean up after {} yet: {}", attempt, thrown.getMessage());
              return !entity.isAbandoned();
            },
            later)
        .thenCompose(
            done ->
                entity.<Done>tell(
                    replyTo -> new ExportEntity.AcceptCleanUp(entity.attempt(), replyTo)));
  }

  /** What a worker was writing meanwhile is there again, and an abort may have missed it. */
  private static Done orAgain(int left) {
    if (left > 0) {
      throw new IllegalStateException("%d objects or uploads have come back".formatted(left));
    }
    return Done.getInstance();
  }

  /** Removes what is there and returns how much that was. */
  private CompletionStage<Integer> clear(Attempt attempt, List<String> prefixes) {
    CompletionStage<Integer> cleared =
        store
            .uploads(ObjectKeys.files(attempt))
            .thenCompose(
                open -> inTurn(open, upload -> store.abort(upload.key(), upload.uploadId())));
    for (String prefix : prefixes) {
      CompletionStage<Integer> deleted =
          cleared.thenCompose(
              before ->
                  store
                      .list(prefix)
                      .thenCompose(keys -> inTurn(keys, store::delete))
                      .thenApply(count -> before + count));
      cleared = deleted;
    }
    return cleared;
  }

  private static <T> CompletionStage<Integer> inTurn(
      List<T> all, Function<T, CompletionStage<Done>> work) {
    CompletionStage<Done> chain = CompletableFuture.completedStage(Done.getInstance());
    for (T one : all) {
      chain = chain.thenCompose(done -> work.apply(one));
    }
    return chain.thenApply(done -> all.size());
  }

  /** Tells the outcome; a stale step tells nothing, since nobody has failed. */
  private static <T, R> CompletionStage<Done> orFail(
      String step,
      EntityReports entity,
      CompletionStage<T> work,
      Function<T, CompletionStage<R>> then) {
    return work.handle(
            (value, thrown) -> {
              if (StaleCommitException.isIn(thrown)) {
                return CompletableFuture.<Done>failedStage(thrown);
              }
              return thrown == null
                  ? then.apply(value).<Done>thenApply(told -> Done.getInstance())
                  : entity.fail(step, thrown);
            })
        .thenCompose(told -> told);
  }
}
