package io.landfall.quota;

import akka.Done;
import io.landfall.export.Estimator;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.Requester;
import io.landfall.export.TasksUnderWay;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.quota.Quotas.HeldExport;
import io.landfall.quota.Quotas.QuotaClaim;
import io.landfall.quota.Quotas.QuotaRefused;
import io.landfall.quota.Quotas.QuotaTaken;
import io.landfall.quota.Quotas.QuotaVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Exports that begin when quotas have what they need. Who has no quota waits for nothing.
 *
 * <p>What counts is in the database before the export is asked to begin. Where it did not begin,
 * all is given back; where that cannot be told, or the node ends meanwhile, it stays until somebody
 * is refused because of it: then exports that count are asked how they stand, and counted no more
 * when they have ended or nobody knows them.
 */
public final class QuotaExports implements Exports {
  /**
   * An export whose plan takes longer begins, and its plan is judged when it is made: callers wait
   * no longer than {@code landfall.api.write-timeout} for all.
   */
  private static final Duration PLAN_TIME = Duration.ofMillis(700);

  private final Exports exports;
  private final Estimator estimator;
  private final Quotas quotas;

  /**
   * @param estimator plans what is asked for, to know what it needs
   */
  public QuotaExports(Exports exports, Estimator estimator, Quotas quotas) {
    this.exports = exports;
    this.estimator = estimator;
    this.quotas = quotas;
  }

  @Override
  public CompletionStage<ExportDetails> submit(ExportId id, ExportRequest request, Requester by) {
    String organization = request.memberOf();
    return quotas
        .limits(request.owner(), organization)
        .thenCompose(
            limits ->
                limits.equals(QuotaLimits.NONE)
                    ? exports.submit(id, request, by)
                    : need(request, limits)
                        .thenCompose(
                            need ->
                                begin(
                                    new QuotaClaim(id, request.owner(), organization, need),
                                    quotas::begin,
                                    () -> exports.submit(id, request, by),
                                    () -> quotas.withdraw(id)))
                        .exceptionallyCompose(thrown -> submitAgain(id, request, by, thrown)));
  }

  /** An export that has begun takes nothing when it is submitted again, so nothing is refused. */
  private CompletionStage<ExportDetails> submitAgain(
      ExportId id, ExportRequest request, Requester by, Throwable thrown) {
    return ExportFailure.of(thrown).code() != ErrorCode.QUOTA_REACHED
        ? CompletableFuture.failedStage(thrown)
        : exports
            .summary(id)
            .handle((summary, unknown) -> unknown == null)
            .thenCompose(
                isKnown ->
                    isKnown
                        ? exports.submit(id, request, by)
                        : CompletableFuture.failedStage(thrown));
  }

  /** Where no plan can be made now, the export begins: it is planned again, and may fail then. */
  private CompletionStage<QuotaNeed> need(ExportRequest request, QuotaLimits limits) {
    if (!limits.isDaily()) {
      return CompletableFuture.completedStage(QuotaNeed.UNKNOWN);
    }
    return estimator
        .plan(request, PLAN_TIME)
        .thenApply(plan -> QuotaNeed.of(request, plan))
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(QuotaNeed.UNKNOWN, PLAN_TIME.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(thrown -> QuotaNeed.UNKNOWN);
  }

  /**
   * Begins an export once quotas have what it claims.
   *
   * @param undo gives it back
   */
  private CompletionStage<ExportDetails> begin(
      QuotaClaim claim,
      Function<QuotaClaim, CompletionStage<QuotaVerdict>> take,
      Supplier<CompletionStage<ExportDetails>> work,
      Supplier<CompletionStage<Done>> undo) {
    return taken(claim, take)
        .thenCompose(
            taken -> {
              CompletionStage<ExportDetails> begun = work.get();
              return taken.isNew()
                  ? begun
                      .handle((details, thrown) -> isIdle(details, thrown))
                      .thenCompose(
                          idle -> idle ? undo.get().handle((done, failed) -> begun) : same(begun))
                      .thenCompose(Function.identity())
                  : begun;
            });
  }

  private static <T> CompletionStage<T> same(T value) {
    return CompletableFuture.completedStage(value);
  }

  /** Tells whether no export is under way for sure: it was refused, or had ended long ago. */
  private static boolean isIdle(ExportDetails details, Throwable thrown) {
    return thrown == null
        ? details.summary().status().isTerminal()
        : !isOutcomeUnknown(ExportFailure.of(thrown).code());
  }

  private static boolean isOutcomeUnknown(ErrorCode code) {
    return code == ErrorCode.NO_ANSWER_IN_TIME || code == ErrorCode.DATABASE_UNAVAILABLE;
  }

  /** Takes what is claimed; where it is refused, once more if exports that count have ended. */
  private CompletionStage<QuotaTaken> taken(
      QuotaClaim claim, Function<QuotaClaim, CompletionStage<QuotaVerdict>> take) {
    return take.apply(claim)
        .thenCompose(
            verdict ->
                verdict instanceof QuotaRefused refused
                    ? forgetEnded(refused.excess().holder())
                        .thenCompose(any -> any ? take.apply(claim) : same(verdict))
                    : same(verdict))
        .thenApply(
            verdict -> {
              if (verdict instanceof QuotaRefused refused) {
                quotas.noteRefused(refused.excess());
                throw refused.excess().failure("begin the export");
              }
              return (QuotaTaken) verdict;
            });
  }

  /** Asks exports that count how they stand; returns whether any counts no more. */
  private CompletionStage<Boolean> forgetEnded(QuotaHolder holder) {
    return quotas
        .takeUnchecked(holder)
        .thenCompose(
            held -> {
              CompletionStage<Boolean> any = same(false);
              for (CompletionStage<Boolean> each : held.stream().map(this::forget).toList()) {
                any = any.thenCombine(each, (one, other) -> one || other);
              }
              return any;
            });
  }

  private CompletionStage<Boolean> forget(HeldExport held) {
    return exports
        .summary(held.id())
        .handle(
            (summary, thrown) -> {
              if (thrown == null) {
                return summary.status().isTerminal() ? quotas.release(held.id()) : null;
              }
              boolean isGone = ExportFailure.of(thrown).code() == ErrorCode.EXPORT_UNKNOWN;
              return isGone && !held.isNew() ? quotas.withdraw(held.id()) : null;
            })
        .thenCompose(
            freed -> freed == null ? same(false) : freed.handle((done, failed) -> failed == null));
  }

  @Override
  public CompletionStage<ExportDetails> retry(ExportId id, Requester by) {
    return again(id, () -> exports.retry(id, by));
  }

  @Override
  public CompletionStage<ExportDetails> deliver(
      ExportId id, List<Destination> destinations, Requester by) {
    return again(id, () -> exports.deliver(id, destinations, by));
  }

  private CompletionStage<ExportDetails> again(
      ExportId id, Supplier<CompletionStage<ExportDetails>> work) {
    return exports
        .details(id)
        .thenCompose(
            details -> {
              ExportRequest request = details.request();
              var claim =
                  new QuotaClaim(id, request.owner(), request.memberOf(), QuotaNeed.NOTHING);
              return details.summary().status().isTerminal()
                  ? begin(claim, quotas::beginAgain, work, () -> quotas.release(id))
                  : work.get();
            });
  }

  @Override
  public Duration extraTime() {
    return exports.extraTime();
  }

  @Override
  public CompletionStage<ExportSummary> summary(ExportId id) {
    return exports.summary(id);
  }

  @Override
  public CompletionStage<ExportDetails> details(ExportId id) {
    return exports.details(id);
  }

  @Override
  public CompletionStage<TasksUnderWay> tasksUnderWay(ExportId id) {
    return exports.tasksUnderWay(id);
  }

  @Override
  public CompletionStage<ExportDetails> cancel(ExportId id, Requester by) {
    return exports.cancel(id, by);
  }

  @Override
  public CompletionStage<ExportDetails> pause(ExportId id, Requester by) {
    return exports.pause(id, by);
  }

  @Override
  public CompletionStage<ExportDetails> resume(ExportId id, Requester by) {
    return exports.resume(id, by);
  }

  @Override
  public CompletionStage<ExportDetails> keep(ExportId id, Instant until, Requester by) {
    return exports.keep(id, until, by);
  }

  @Override
  public CompletionStage<ExportSummary> giveDate(ExportId id, Instant until) {
    return exports.giveDate(id, until);
  }

  @Override
  public CompletionStage<ExportSummary> expire(ExportId id, Instant endedBefore) {
    return exports.expire(id, endedBefore);
  }

  @Override
  public CompletionStage<ExportDetails> changePriority(
      ExportId id, Priority priority, Requester by) {
    return exports.changePriority(id, priority, by);
  }
}
