package io.landfall.export.entity;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.pattern.StatusReply;
import io.landfall.cluster.ClusterChanges;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.FailureReply;
import io.landfall.export.Requester;
import io.landfall.export.TasksUnderWay;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Exports that live as sharded entities; made by {@link ExportShards}. */
final class ShardedExports implements Exports {
  private static final String READ = "read";
  private static final String SUBMIT = "submit";
  private static final String ASK_AGAIN = "Ask again in a few seconds.";
  private static final String UNKNOWN =
      "Whether it was done is unknown: look at the export in a few seconds, or send the call again"
          + " with the same id or Idempotency-Key, which does no harm.";

  private final ClusterSharding sharding;
  private final Supplier<Optional<String>> majorityProblem;
  private final NewExports newExports;
  private final Clock clock;
  private final ExportEntitySettings settings;
  private final ClusterChanges changes;

  /**
   * @param majorityProblem as {@link Majority#problem}
   */
  ShardedExports(
      ClusterSharding sharding,
      Supplier<Optional<String>> majorityProblem,
      NewExports newExports,
      Clock clock,
      ExportEntitySettings settings,
      ClusterChanges changes) {
    this.sharding = sharding;
    this.majorityProblem = majorityProblem;
    this.newExports = newExports;
    this.clock = clock;
    this.settings = settings;
    this.changes = changes;
  }

  @Override
  public CompletionStage<ExportDetails> submit(ExportId id, ExportRequest request, Requester by) {
    newExports.begin(id, clock.millis());
    return this.<ExportDetails>ask(
            id, SUBMIT, replyTo -> new EntityCommand.SubmitExport(request, by, replyTo))
        .whenComplete((details, thrown) -> newExports.end(id));
  }

  @Override
  public CompletionStage<ExportSummary> summary(ExportId id) {
    return ask(id, READ, EntityCommand.GetSummary::new);
  }

  @Override
  public CompletionStage<ExportDetails> details(ExportId id) {
    return ask(id, READ, EntityCommand.GetDetails::new);
  }

  @Override
  public CompletionStage<TasksUnderWay> tasksUnderWay(ExportId id) {
    return ask(id, READ, EntityCommand.GetTasksUnderWay::new);
  }

  @Override
  public CompletionStage<ExportDetails> cancel(ExportId id, Requester by) {
    return ask(id, "cancel", replyTo -> new EntityCommand.CancelExport(by.user(), by, replyTo));
  }

  @Override
  public CompletionStage<ExportDetails> pause(ExportId id, Requester by) {
    return ask(id, "pause", replyTo -> new EntityCommand.PauseExport(by.user(), by, replyTo));
  }

  @Override
  public CompletionStage<ExportDetails> resume(ExportId id, Requester by) {
    return ask(id, "resume", replyTo -> new EntityCommand.ResumeExport(by.user(), by, replyTo));
  }

  @Override
  public CompletionStage<ExportDetails> retry(ExportId id, Requester by) {
    return ask(id, "retry", replyTo -> new EntityCommand.RetryExport(by.user(), by, replyTo));
  }

  @Override
  public CompletionStage<ExportDetails> deliver(
      ExportId id, List<Destination> destinations, Requester by) {
    return ask(
        id,
        "deliver",
        replyTo -> new EntityCommand.AddDestinations(destinations, by.user(), by, replyTo));
  }

  @Override
  public CompletionStage<ExportDetails> changePriority(
      ExportId id, Priority priority, Requester by) {
    return ask(
        id,
        "change the priority of",
        replyTo -> new EntityCommand.PrioritizeExport(priority, by.user(), by, replyTo));
  }

  @Override
  public CompletionStage<ExportDetails> keep(ExportId id, Instant until, Requester by) {
    return ask(
        id,
        "keep the files of",
        replyTo -> new EntityCommand.KeepExport(until, by.user(), by, replyTo));
  }

  @Override
  public CompletionStage<ExportSummary> giveDate(ExportId id, Instant until) {
    return ask(id, "date", replyTo -> new EntityCommand.DateExport(until, replyTo));
  }

  @Override
  public CompletionStage<ExportSummary> expire(ExportId id, Instant datedBefore) {
    return ask(id, "expire", replyTo -> new EntityCommand.ExpireExport(datedBefore, replyTo));
  }

  private <T> CompletionStage<T> ask(
      ExportId id, String action, Function<ActorRef<StatusReply<T>>, EntityCommand> command) {
    Optional<String> unreachable = action.equals(READ) ? Optional.empty() : majorityProblem.get();
    if (unreachable.isPresent()) {
      return CompletableFuture.failedStage(
          new ExportFailure(
              ErrorCode.CLUSTER_UNAVAILABLE,
              "Cannot %s export %s: %s Try again at once, at another node, or in half a minute here."
                  .formatted(action, id, unreachable.get())));
    }
    EntityRef<EntityCommand> export = sharding.entityRefFor(ExportEntity.TYPE, id.toString());
    boolean isRepeatable = action.equals(READ) || action.equals(SUBMIT);
    CompletionStage<T> answer =
        isRepeatable
            ? askAgainAndAgain(export, command, 1)
            : export.askWithStatus(command::apply, timeout());
    return answer.exceptionallyCompose(
        thrown -> CompletableFuture.failedFuture(failure(id, action, thrown)));
  }

  private Duration timeout() {
    return changes.areUnderWay() ? settings.movingAskTimeout() : settings.askTimeout();
  }

  @Override
  public Duration extraTime() {
    return timeout().minus(settings.askTimeout());
  }

  /**
   * Asks twice in the usual time, and on at that pace while nodes come or go: an export that moves
   * to another node loses questions on the way, those that wait for it where it was.
   *
   * @param tries the number of this one, from 1
   */
  private <T> CompletionStage<T> askAgainAndAgain(
      EntityRef<EntityCommand> export,
      Function<ActorRef<StatusReply<T>>, EntityCommand> command,
      int tries) {
    Duration each = settings.askTimeout().dividedBy(2);
    return export
        .<T>askWithStatus(command::apply, each)
        .exceptionallyCompose(
            thrown ->
                cause(thrown) instanceof TimeoutException && tries < timeout().dividedBy(each)
                    ? askAgainAndAgain(export, command, tries + 1)
                    : CompletableFuture.failedStage(thrown));
  }

  private static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException ? thrown.getCause() : thrown;
  }

  private ExportFailure failure(ExportId id, String action, Throwable thrown) {
    Throwable cause = cause(thrown);
    if (cause instanceof StatusReply.ErrorMessage rejected) {
      return FailureReply.parse(rejected.getMessage());
    }
    if (cause instanceof TimeoutException) {
      return new ExportFailure(
          ErrorCode.NO_ANSWER_IN_TIME,
          "Cannot %s export %s in time: no answer came within %d ms, as where a node is busy or has just started, or its database is slow. %s"
              .formatted(
                  action, id, timeout().toMillis(), action.equals(READ) ? ASK_AGAIN : UNKNOWN),
          cause);
    }
    return ExportFailure.of(thrown);
  }
}
