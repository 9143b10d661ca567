package io.landfall.ingest;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.BoundedPool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks the one ingest of the cluster, and the log of its runs. */
public final class ClusterIngestControl implements IngestControl {
  /** Less than a writer waits for an answer. */
  private static final Duration ASK_TIMEOUT = Duration.ofMillis(1_500);

  private static final int MAX_RUNS_SHOWN = 10;

  private final ActorRef<IngestActor.Command> actor;
  private final ActorSystem<?> system;
  private final IngestLog log;
  private final BoundedPool pool;

  public ClusterIngestControl(
      ActorRef<IngestActor.Command> actor, ActorSystem<?> system, IngestLog log, BoundedPool pool) {
    this.actor = actor;
    this.system = system;
    this.log = log;
    this.pool = pool;
  }

  @Override
  public CompletionStage<IngestStatus> status() {
    return ask(IngestActor.GetIngestSchedule::new)
        .thenApply(Optional::of)
        .exceptionally(thrown -> Optional.empty())
        .thenCombine(latestRuns(), IngestStatus::new);
  }

  @Override
  public CompletionStage<IngestStatus> start() {
    return askToChange(IngestActor.StartIngest::new);
  }

  @Override
  public CompletionStage<IngestStatus> cancel() {
    return askToChange(IngestActor.CancelIngest::new);
  }

  private CompletionStage<IngestStatus> askToChange(
      Function<ActorRef<StatusReply<IngestSchedule>>, IngestActor.Command> command) {
    return ask(command)
        .exceptionally(
            thrown -> {
              throw failure(thrown);
            })
        .thenCombine(
            latestRuns(), (schedule, runs) -> new IngestStatus(Optional.of(schedule), runs));
  }

  private static ExportFailure failure(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return cause instanceof StatusReply.ErrorMessage
        ? new ExportFailure(ErrorCode.STATE_CONFLICT, cause.getMessage())
        : new ExportFailure(
            ErrorCode.CLUSTER_UNAVAILABLE,
            "Cannot reach the ingest: no node with the role ingest and a scene list"
                + " (LANDSAT_INDEX_SCENES_URL) answers.");
  }

  private CompletionStage<IngestSchedule> ask(
      Function<ActorRef<StatusReply<IngestSchedule>>, IngestActor.Command> command) {
    return AskPattern.askWithStatus(actor, command::apply, ASK_TIMEOUT, system.scheduler());
  }

  private CompletionStage<List<IngestReport>> latestRuns() {
    return pool.supply(() -> log.latestRuns(MAX_RUNS_SHOWN));
  }
}
