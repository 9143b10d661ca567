package io.landfall.ingest;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Asks the one ingest of the cluster, and the log of its runs. */
public final class ClusterIngest implements IngestControl {
  /** Less than a writer waits for an answer. */
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  private static final int RUNS_SHOWN = 10;

  private final ActorRef<IngestActor.Command> actor;
  private final ActorSystem<?> system;
  private final IngestLog log;
  private final Executor blocking;

  public ClusterIngest(
      ActorRef<IngestActor.Command> actor,
      ActorSystem<?> system,
      IngestLog log,
      Executor blocking) {
    this.actor = actor;
    this.system = system;
    this.log = log;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<Status> status() {
    return ask(IngestActor.Look::new)
        .thenApply(Optional::of)
        .exceptionally(thrown -> Optional.empty())
        .thenCombine(latest(), Status::new);
  }

  @Override
  public CompletionStage<Status> start() {
    return ordered(IngestActor.Start::new);
  }

  @Override
  public CompletionStage<Status> cancel() {
    return ordered(IngestActor.Cancel::new);
  }

  private CompletionStage<Status> ordered(
      Function<ActorRef<StatusReply<IngestSchedule>>, IngestActor.Command> order) {
    return ask(order)
        .exceptionally(
            thrown -> {
              throw failure(thrown);
            })
        .thenCombine(latest(), (schedule, runs) -> new Status(Optional.of(schedule), runs));
  }

  private static ExportFailure failure(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return cause instanceof StatusReply.ErrorMessage
        ? new ExportFailure(ErrorCode.STATE_CONFLICT, cause.getMessage())
        : new ExportFailure(
            ErrorCode.CLUSTER_UNAVAILABLE,
            "Cannot reach the ingest: no node with the role ingest and a list"
                + " (LANDSAT_INDEX_SCENES_URL) answers.");
  }

  private CompletionStage<IngestSchedule> ask(
      Function<ActorRef<StatusReply<IngestSchedule>>, IngestActor.Command> question) {
    return AskPattern.askWithStatus(actor, question::apply, PATIENCE, system.scheduler());
  }

  private CompletionStage<List<IngestReport>> latest() {
    return CompletableFuture.supplyAsync(() -> log.latest(RUNS_SHOWN), blocking);
  }
}
