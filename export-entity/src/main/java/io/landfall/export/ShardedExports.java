package io.landfall.export;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportRequest;
import io.landfall.model.Priority;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Exports that live as sharded entities; made by {@link ExportShards}. */
final class ShardedExports implements Exports {
  private static final String READ = "read";

  private final ClusterSharding sharding;
  private final Majority majority;
  private final Duration timeout;

  ShardedExports(ClusterSharding sharding, Majority majority, Duration timeout) {
    this.sharding = sharding;
    this.majority = majority;
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<ExportSummary> submit(ExportId id, ExportRequest request) {
    return ask(id, "submit", replyTo -> new ExportEntity.Submit(request, replyTo));
  }

  @Override
  public CompletionStage<ExportSummary> summary(ExportId id) {
    return ask(id, READ, ExportEntity.GetSummary::new);
  }

  @Override
  public CompletionStage<ExportSummary> cancel(ExportId id, String by) {
    return ask(id, "cancel", replyTo -> new ExportEntity.Cancel(by, replyTo));
  }

  @Override
  public CompletionStage<ExportSummary> pause(ExportId id, String by) {
    return ask(id, "pause", replyTo -> new ExportEntity.Pause(by, replyTo));
  }

  @Override
  public CompletionStage<ExportSummary> resume(ExportId id, String by) {
    return ask(id, "resume", replyTo -> new ExportEntity.Resume(by, replyTo));
  }

  @Override
  public CompletionStage<ExportSummary> retry(ExportId id, String by) {
    return ask(id, "retry", replyTo -> new ExportEntity.Retry(by, replyTo));
  }

  @Override
  public CompletionStage<ExportSummary> prioritize(ExportId id, Priority priority, String by) {
    return ask(
        id,
        "change the priority of",
        replyTo -> new ExportEntity.Reprioritize(priority, by, replyTo));
  }

  private CompletionStage<ExportSummary> ask(
      ExportId id,
      String verb,
      Function<ActorRef<StatusReply<ExportSummary>>, ExportEntity.Command> command) {
    Optional<String> cutOff = verb.equals(READ) ? Optional.empty() : majority.problem();
    if (cutOff.isPresent()) {
      return CompletableFuture.failedStage(
          new ExportFailure(
              ErrorCode.CLUSTER_UNAVAILABLE,
              "Cannot %s export %s: %s Try again at once, at another node, or in half a minute here."
                  .formatted(verb, id, cutOff.get())));
    }
    return sharding
        .entityRefFor(ExportEntity.TYPE, id.toString())
        .askWithStatus(command::apply, timeout)
        .handle(
            (summary, thrown) ->
                thrown == null
                    ? CompletableFuture.completedStage(summary)
                    : CompletableFuture.<ExportSummary>failedStage(failure(id, verb, thrown)))
        .thenCompose(Function.identity());
  }

  private ExportFailure failure(ExportId id, String verb, Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof StatusReply.ErrorMessage refused) {
      return Refusal.parse(refused.getMessage());
    }
    if (cause instanceof TimeoutException) {
      return new ExportFailure(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot %s export %s: no answer within %d ms, so the outcome is unknown. Ask for its status, or repeat the call with the same id: that does no harm."
              .formatted(verb, id, timeout.toMillis()),
          cause);
    }
    return ExportFailure.of(thrown);
  }
}
