package io.landfall.cluster;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;

/**
 * Does a piece of work again and again, after a pause each time: never twice at once, and however
 * the last time ended.
 *
 * @param <T> what comes of it
 */
public final class RepeatedJob<T> extends AbstractBehavior<RepeatedJob.Command> {

  /** What this actor tells itself. */
  public sealed interface Command {}

  private enum StartRound implements Command {
    START_ROUND
  }

  private record RoundEnded<T>(T result, Throwable failure) implements Command {}

  /**
   * The work. It keeps nothing from one time to the next.
   *
   * @param <T> what comes of it
   */
  public interface Work<T> {
    /**
     * Does it once.
     *
     * @param stop aborted when another node is to do it: streams pass through its flow
     */
    CompletionStage<T> run(ActorSystem<?> system, SharedKillSwitch stop);

    /** Writes what came of it to the log, {@code failure} being {@code null}, or why nothing. */
    void report(T result, Throwable failure);
  }

  private final Duration pause;
  private final Work<T> work;
  private final TimerScheduler<Command> timers;
  private final SharedKillSwitch stop = KillSwitches.shared("repeated-job");

  /** Makes the actor. */
  public static <T> Behavior<Command> create(Duration pause, Work<T> work) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new RepeatedJob<>(context, timers, pause, work)));
  }

  private RepeatedJob(
      ActorContext<Command> context, TimerScheduler<Command> timers, Duration pause, Work<T> work) {
    super(context);
    this.pause = pause;
    this.work = work;
    this.timers = timers;
    startLater();
  }

  private void startLater() {
    timers.startSingleTimer(StartRound.START_ROUND, pause);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(StartRound.class, start -> onStart())
        .onMessage(RoundEnded.class, this::onEnded)
        .onSignal(PostStop.class, stopped -> onStop())
        .build();
  }

  private Behavior<Command> onStart() {
    getContext()
        .pipeToSelf(
            work.run(getContext().getSystem(), stop),
            (result, failure) -> new RoundEnded<>(result, failure));
    return this;
  }

  @SuppressWarnings("unchecked") // there are those of this actor alone
  private Behavior<Command> onEnded(RoundEnded<?> ended) {
    work.report((T) ended.result(), ended.failure());
    startLater();
    return this;
  }

  private Behavior<Command> onStop() {
    stop.abort(new CancellationException("It goes on on another node"));
    return this;
  }
}
