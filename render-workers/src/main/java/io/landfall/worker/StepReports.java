package io.landfall.worker;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import io.landfall.export.ExportStep;
import io.landfall.export.StepWait;
import io.landfall.export.TasksUnderWay;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.EntityCommand.AcceptFailure;
import io.landfall.http.Backoff;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.store.s3.S3ErrorResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What one step reports to the entity of its export: again and again until it is answered, since
 * the entity may be moving to another node, but no longer than the step lives.
 */
public final class StepReports {

  /** The way to the entity. */
  public interface EntityConnection {
    /** Asks once; fails when no answer comes in time, with the refusal when it is refused. */
    <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, EntityCommand> command);

    void tell(EntityCommand command);
  }

  private static final Backoff UNTIL_ANSWERED =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofDays(7));

  private final EntityConnection entity;
  private final int attempt;
  private final ExportStep step;
  private final DelayScheduler later;
  private final Backoff retryBudget;
  private volatile boolean abandoned;
  private volatile StepWait waitsFor;
  private TasksUnderWay underWay;

  /**
   * Makes the reports of one step.
   *
   * @param attempt the number of the attempt that the step belongs to
   * @param retryBudget how long work outlasts a store that fails transiently
   */
  public StepReports(
      EntityConnection entity,
      int attempt,
      ExportStep step,
      DelayScheduler later,
      Duration retryBudget) {
    this.attempt = attempt;
    this.underWay = TasksUnderWay.none(attempt);
    this.step = step;
    this.entity = entity;
    this.later = later;
    this.retryBudget = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), retryBudget);
  }

  /** Makes the reports of one step to the entity that is an actor. */
  public static StepReports to(
      RecipientRef<EntityCommand> entity,
      int attempt,
      ExportStep step,
      ActorSystem<?> system,
      StepSettings settings) {
    var line =
        new EntityConnection() {
          @Override
          public <T> CompletionStage<T> ask(
              Function<ActorRef<StatusReply<T>>, EntityCommand> command) {
            return AskPattern.askWithStatus(
                entity, command::apply, settings.askTimeout(), system.scheduler());
          }

          @Override
          public void tell(EntityCommand command) {
            entity.tell(command);
          }
        };
    return new StepReports(
        line, attempt, step, DelayScheduler.of(system), settings.retryStepsFor());
  }

  /**
   * Reports one fact until it is answered. Fails when the entity refuses it, which it does when it
   * is past this step, or when the step was abandoned meanwhile; one that was abandoned before
   * reports nothing, since what it failed of is not what its successor will.
   */
  public <T> CompletionStage<T> report(Function<ActorRef<StatusReply<T>>, EntityCommand> command) {
    if (abandoned) {
      return CompletableFuture.failedStage(new CancellationException("Nobody waits for the step"));
    }
    return UNTIL_ANSWERED.retry(
        () -> entity.ask(command),
        thrown -> !abandoned && !(thrown instanceof StatusReply.ErrorMessage),
        later);
  }

  /** Returns the number of the attempt that the step belongs to. */
  public int attempt() {
    return attempt;
  }

  /** Returns the step. */
  public ExportStep step() {
    return step;
  }

  /**
   * Does work again for a while if the store fails it transiently, and as long as it takes if the
   * node has too much to do: the step waits then.
   */
  public <T> CompletionStage<T> retryTransient(Supplier<CompletionStage<T>> work) {
    return retryBudget.retry(
        () -> UNTIL_ANSWERED.retry(() -> begin(work), this::isBusy, later),
        thrown -> !abandoned && S3ErrorResponse.isTransientLater(thrown),
        later);
  }

  private <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> work) {
    reportWait(null);
    return work.get();
  }

  private boolean isBusy(Throwable thrown) {
    if (abandoned || ExportFailure.of(thrown).code() != ErrorCode.NODE_BUSY) {
      return false;
    }
    reportWait(StepWait.QUEUED);
    return true;
  }

  /** Tells that the step failed for good. */
  public CompletionStage<Done> reportFailure(Throwable thrown) {
    ExportFailure failure = ExportFailure.of(thrown);
    return report(
        replyTo -> new AcceptFailure(attempt, failure.code(), step, failure.getMessage(), replyTo));
  }

  /** Says, without waiting for an answer, that the step moves. */
  public void reportAlive() {
    waitsFor = null;
    entity.tell(new EntityCommand.StepHeartbeat(attempt, step));
  }

  /**
   * Says that the step waits for something until it says otherwise; {@code null}: for nothing more.
   * The entity is told at once, and by {@link #answerAgain}.
   */
  public void reportWait(StepWait what) {
    StepWait before = waitsFor;
    waitsFor = what;
    if (what != before) {
      entity.tell(
          what == null
              ? new EntityCommand.StepHeartbeat(attempt, step)
              : new EntityCommand.StepWaits(attempt, step, what));
    }
  }

  /** Says, where it has changed, which tasks workers have in hand; no deadline moves by it. */
  public void noteUnderWay(List<Integer> tasks, int total) {
    var now = new TasksUnderWay(attempt, tasks, total);
    if (!now.equals(underWay)) {
      underWay = now;
      entity.tell(new EntityCommand.NoteTasksUnderWay(now));
    }
  }

  /** The entity, where nothing has moved, asks for the step again. */
  public void answerAgain() {
    StepWait what = waitsFor;
    if (what != null) {
      entity.tell(new EntityCommand.StepWaits(attempt, step, what));
    }
  }

  /** Ends the reports: the step was replaced or its entity has left. */
  public void abandon() {
    abandoned = true;
  }

  public boolean isAbandoned() {
    return abandoned;
  }
}
