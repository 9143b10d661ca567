package io.landfall.steps;

import akka.Done;
import akka.pattern.StatusReply;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.CrashGuard;
import io.landfall.export.ExportPlanner;
import io.landfall.export.ExportQuotas;
import io.landfall.export.GuardedWork;
import io.landfall.export.StaleCommitException;
import io.landfall.export.StepPorts.EndedDelivery;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.EntityCommand;
import io.landfall.http.Backoff;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.store.EqualParts;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.UploadRules;
import io.landfall.worker.StepReports;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that need no workers: plan, open, commit, clean up. Each reports its outcome to the
 * entity; one that the store fails transiently is tried for a while.
 */
public final class StoreSteps {
  private static final Logger LOG = LoggerFactory.getLogger(StoreSteps.class);
  private static final Backoff CLEAN_UP_RETRY =
      new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofDays(1));

  private final ObjectStore store;
  private final ExportPlanner planner;
  private final Deliveries deliveries;
  private final CrashGuard guard;
  private final Executor lookUps;
  private final Executor planning;
  private final DelayScheduler later;
  private final CommitFencingCheck fencing;
  private final ExportQuotas quotas;
  private final PartComposer composer;

  /**
   * Makes the steps of one node.
   *
   * @param deliveries has destinations looked at, and cleaned up
   * @param guard that plans are made under
   * @param lookUps has the planner look up scenes, which waits for others
   * @param planning has it make plans of them
   * @param quotas asked whether what is planned may be rendered
   */
  public StoreSteps(
      ObjectStore store,
      ExportPlanner planner,
      Deliveries deliveries,
      CrashGuard guard,
      Executor lookUps,
      Executor planning,
      DelayScheduler later,
      CommitFencingCheck fencing,
      ExportQuotas quotas) {
    this.store = store;
    this.planner = planner;
    this.deliveries = deliveries;
    this.guard = guard;
    this.lookUps = lookUps;
    this.planning = planning;
    this.later = later;
    this.fencing = fencing;
    this.quotas = quotas;
    this.composer = new PartComposer(store);
  }

  public CompletionStage<?> plan(ExportAttempt attempt, ExportRequest request, StepReports entity) {
    GuardedWork work = GuardedWork.plan(attempt.id());
    CompletionStage<ExportPlan> planned =
        entity
            .retryTransient(
                () ->
                    guard.run(
                        work,
                        () ->
                            CompletableFuture.completedStage(request)
                                .thenApplyAsync(
                                    wanted -> planner.lookUp(wanted, () -> checkWanted(entity)),
                                    lookUps)
                                .thenApplyAsync(Supplier::get, planning)))
            .thenCompose(
                plan ->
                    deliveries.checkBeforeRendering(attempt, request, plan).thenApply(may -> plan))
            .thenCompose(
                plan ->
                    entity
                        .retryTransient(() -> quotas.admitPlan(attempt, request, plan))
                        .thenApply(admitted -> plan));
    return reportOutcome(
        entity,
        planned,
        plan ->
            entity.<Done>report(
                replyTo -> new EntityCommand.AcceptPlan(entity.attempt(), plan, replyTo)));
  }

  /** Work that nobody waits for, as its export was cancelled or timed out, gives way to others. */
  private static void checkWanted(StepReports entity) {
    if (entity.isAbandoned()) {
      throw new CancellationException("Nobody waits for the step any more");
    }
  }

  public CompletionStage<?> openUpload(ExportAttempt attempt, ExportPlan plan, StepReports entity) {
    if (plan.layout().singleObject()) {
      return offer(new UploadTarget.SingleObject(), entity);
    }
    String key = ObjectKeys.file(attempt, plan.fileName());
    String type = MediaTypes.ofRaster(plan.format().type());
    CompletionStage<UploadTarget> opened =
        entity.retryTransient(
            () ->
                store
                    .uploadRules()
                    .thenApply(rules -> mustCompose(plan, rules))
                    .thenCompose(
                        compose ->
                            store
                                .openUpload(key, type)
                                .thenApply(
                                    mine ->
                                        compose
                                            ? new UploadTarget.ComposedUpload(mine)
                                            : new UploadTarget.MultipartUpload(mine))));
    return reportOutcome(entity, opened, target -> offerUpload(key, target, entity));
  }

  /**
   * Tells whether the store takes the parts that workers make only as objects.
   *
   * @throws ExportFailure EXPORT_TOO_LARGE if it does not take as many as the file will have
   */
  public static boolean mustCompose(ExportPlan plan, UploadRules rules) {
    if (!rules.mustCompose(1 + 2 * plan.layout().tasks().size())) {
      return false;
    }
    long expected = plan.layout().estimatedBytes();
    if (expected > EqualParts.maxExpectedBytes(rules.maxParts())) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot export %,d MiB as one file: the store %s, which is enough for %,d MiB. Choose a coarser resolution or a smaller area, or have the operator choose another store."
              .formatted(
                  expected >> 20,
                  rules.inWords(),
                  EqualParts.maxExpectedBytes(rules.maxParts()) >> 20));
    }
    return true;
  }

  /**
   * Offers the upload to the entity; if that has another, or does not want one, it is aborted. One
   * whose fate is not known stays: it may stand in the journal, and the clean-up finds it.
   */
  private CompletionStage<Done> offerUpload(String key, UploadTarget target, StepReports entity) {
    return offer(target, entity)
        .thenApply(kept -> !kept.equals(target))
        .exceptionally(thrown -> Backoff.unwrap(thrown) instanceof StatusReply.ErrorMessage)
        .thenCompose(
            isUnwanted ->
                isUnwanted
                    ? store.abort(key, uploadId(target))
                    : CompletableFuture.completedStage(Done.getInstance()));
  }

  private static String uploadId(UploadTarget target) {
    return target instanceof UploadTarget.ComposedUpload composed
        ? composed.uploadId()
        : ((UploadTarget.MultipartUpload) target).uploadId();
  }

  /** Returns the target that stands in the journal. */
  private static CompletionStage<UploadTarget> offer(UploadTarget target, StepReports entity) {
    return entity.report(
        replyTo -> new EntityCommand.AcceptUpload(entity.attempt(), target, replyTo));
  }

  public CompletionStage<?> commit(
      ExportAttempt attempt,
      ExportPlan plan,
      UploadTarget uploadTarget,
      List<StoredPart> parts,
      long sequenceNumber,
      StepReports entity) {
    String key = ObjectKeys.file(attempt, plan.fileName());
    CompletionStage<StoredObject> committed =
        entity.retryTransient(
            () ->
                uploadTarget instanceof UploadTarget.SingleObject
                    ? checkSingle(key, parts.get(0).bytes())
                    : completeOnce(
                        key,
                        uploadId(uploadTarget),
                        parts,
                        () -> partsOf(attempt, key, uploadTarget, parts, entity),
                        () -> fencing.check(attempt, sequenceNumber)));
    return reportOutcome(
        entity,
        committed,
        object ->
            entity.<Done>report(
                replyTo -> new EntityCommand.AcceptObject(entity.attempt(), object, replyTo)));
  }

  /** Looks before and after: an earlier commit, or another node's, may have done it. */
  private CompletionStage<StoredObject> completeOnce(
      String key,
      String uploadId,
      List<StoredPart> parts,
      Supplier<CompletionStage<List<StoredPart>>> toComplete,
      Supplier<CompletionStage<Done>> mayCommit) {
    long bytes = parts.stream().mapToLong(StoredPart::bytes).sum();
    return find(key, bytes)
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedStage(found.get())
                    : toComplete
                        .get()
                        .thenCompose(
                            ready ->
                                mayCommit
                                    .get()
                                    .thenCompose(
                                        may -> completeOrFind(key, uploadId, ready, bytes))));
  }

  /** Returns the parts to complete the upload with, composed before if it takes no others. */
  private CompletionStage<List<StoredPart>> partsOf(
      ExportAttempt attempt,
      String key,
      UploadTarget target,
      List<StoredPart> parts,
      StepReports entity) {
    if (!(target instanceof UploadTarget.ComposedUpload composed)) {
      return CompletableFuture.completedStage(parts);
    }
    return composer.compose(
        attempt,
        key,
        composed.uploadId(),
        parts,
        () -> {
          checkWanted(entity);
          entity.reportAlive();
        });
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
  public CompletionStage<?> cleanUp(
      ExportAttempt attempt, List<String> prefixes, List<EndedDelivery> ended, StepReports entity) {
    return CLEAN_UP_RETRY
        .retry(
            () ->
                deleteOnce(attempt, prefixes)
                    .thenCompose(first -> deleteOnce(attempt, prefixes))
                    .thenApply(second -> checkNothingLeft(second)),
            thrown -> {
              LOG.warn("Cannot clean up after {} yet: {}", attempt, thrown.getMessage());
              return !entity.isAbandoned();
            },
            later)
        .thenCompose(done -> deliveries.abandon(attempt, ended))
        .thenCompose(left -> reportCleanUp(entity, left));
  }

  /** Cleans up after an attempt that has nothing in the store, nor at a destination. */
  public static CompletionStage<?> endUnplanned(StepReports entity) {
    return reportCleanUp(entity, List.of());
  }

  private static CompletionStage<Done> reportCleanUp(StepReports entity, List<LeftFile> left) {
    return entity.report(
        replyTo -> new EntityCommand.AcceptCleanUp(entity.attempt(), entity.step(), left, replyTo));
  }

  /** What a worker was writing meanwhile is there again, and an abort may have missed it. */
  private static Done checkNothingLeft(int left) {
    if (left > 0) {
      throw new IllegalStateException("%d objects or uploads have come back".formatted(left));
    }
    return Done.getInstance();
  }

  /** Removes what is there and returns how much that was. */
  private CompletionStage<Integer> deleteOnce(ExportAttempt attempt, List<String> prefixes) {
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

  /** Reports the outcome; a stale step reports nothing, since nobody has failed. */
  private static <T, R> CompletionStage<Done> reportOutcome(
      StepReports entity, CompletionStage<T> work, Function<T, CompletionStage<R>> then) {
    return work.handle(
            (value, thrown) -> {
              if (StaleCommitException.isCauseOf(thrown)) {
                return CompletableFuture.<Done>failedStage(thrown);
              }
              return thrown == null
                  ? then.apply(value).<Done>thenApply(reported -> Done.getInstance())
                  : entity.reportFailure(thrown);
            })
        .thenCompose(reported -> reported);
  }
}
