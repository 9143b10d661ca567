package io.landfall.ingest;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import akka.pattern.StatusReply;
import io.landfall.export.JsonMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the index as new as its list, on one node of the cluster: a run is due one interval after
 * the last good one, whichever node that was on; after a run that failed sooner. Should a split
 * make two of it, the lock of the index lets one of them in.
 */
public final class IngestActor extends AbstractBehavior<IngestActor.Command> {
  /** The role of nodes it may live on. */
  public static final String ROLE = "ingest";

  private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);
  private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);

  /** What this actor is told. */
  public sealed interface Command {}

  /** Asks what it is about to do. */
  public record Look(ActorRef<StatusReply<IngestSchedule>> replyTo)
      implements Command, JsonMessage {}

  /** Begins a run now; one that runs goes on. */
  public record Start(ActorRef<StatusReply<IngestSchedule>> replyTo)
      implements Command, JsonMessage {}

  /** Ends the run. */
  public record Cancel(ActorRef<StatusReply<IngestSchedule>> replyTo)
      implements Command, JsonMessage {}

  private enum Begin implements Command {
    BEGIN
  }

  private record Remembered(Optional<Instant> lastGood, Throwable failure) implements Command {}

  private record Progressed(IngestReport report) implements Command {}

  private record Ended(IngestReport report, Throwable failure) implements Command {}

  /** Makes runs, and remembers them; calls wait. */
  public interface Runs {
    /** Makes a run of the configured list. */
    IngestRun make(Consumer<IngestReport> listener);

    /** Finds when the list was last known to be in the index as it is. */
    Optional<Instant> lastGood();
  }

  private final IngestSettings settings;
  private final Runs runs;
  private final IngestTally tally;
  private final Clock clock;
  private final TimerScheduler<Command> timers;
  private Instant next;
  private IngestRun run;
  private IngestReport current;

  /** Starts the one ingest of the cluster, and returns the way to it; on every node. */
  public static ActorRef<Command> init(
      ActorSystem<?> system, IngestSettings settings, Runs runs, IngestTally tally, Clock clock) {
    Behavior<Command> restarting =
        Behaviors.supervise(create(settings, runs, tally, clock))
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2));
    return ClusterSingleton.get(system)
        .init(
            SingletonActor.of(restarting, "ingest")
                .withSettings(ClusterSingletonSettings.create(system).withRole(ROLE)));
  }

  static Behavior<Command> create(
      IngestSettings settings, Runs runs, IngestTally tally, Clock clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new IngestActor(context, timers, settings, runs, tally, clock)));
  }

  private IngestActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      IngestSettings settings,
      Runs runs,
      IngestTally tally,
      Clock clock) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.runs = runs;
    this.tally = tally;
    this.clock = clock;
    if (settings.list().isEmpty()) {
      context.getLog().info("There is no list of scenes to ingest: set LANDSAT_INDEX_SCENES_URL");
    } else {
      context.pipeToSelf(waiting(runs::lastGood), Remembered::new);
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Look.class, look -> replied(look.replyTo()))
        .onMessage(Start.class, this::onStart)
        .onMessage(Cancel.class, this::onCancel)
        .onMessage(Begin.class, begin -> begun())
        .onMessage(Remembered.class, this::onRemembered)
        .onMessage(Progressed.class, this::onProgressed)
        .onMessage(Ended.class, this::onEnded)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onRemembered(Remembered remembered) {
    if (remembered.failure() != null) {
      getContext()
          .getLog()
          .warn("Cannot read the log of ingest runs: {}", remembered.failure().getMessage());
    }
    Optional<Instant> good =
        remembered.failure() == null ? remembered.lastGood() : Optional.empty();
    good.ifPresent(tally::good);
    if (run == null && next == null) {
      Instant soon = clock.instant().plus(settings.startDelay());
      Instant due = good.map(at -> at.plus(settings.frequency())).orElse(soon);
      schedule(due.isBefore(soon) ? soon : due);
    }
    return this;
  }

  private Behavior<Command> onStart(Start start) {
    if (settings.list().isEmpty()) {
      start
          .replyTo()
          .tell(
              StatusReply.error(
                  "Cannot ingest: there is no list. Set LANDSAT_INDEX_SCENES_URL on the nodes with"
                      + " the role ingest."));
      return this;
    }
    begun();
    return replied(start.replyTo());
  }

  private Behavior<Command> onCancel(Cancel cancel) {
    if (run == null) {
      cancel.replyTo().tell(StatusReply.error("Cannot cancel: no ingest is under way."));
      return this;
    }
    run.cancel();
    return replied(cancel.replyTo());
  }

  private Behavior<Command> begun() {
    if (run == null) {
      ActorRef<Command> self = getContext().getSelf();
      IngestRun begun = runs.make(report -> self.tell(new Progressed(report)));
      run = begun;
      next = null;
      timers.cancelAll();
      getContext().pipeToSelf(waiting(begun::run), Ended::new);
    }
    return this;
  }

  /** A run takes minutes: it has a thread of its own. */
  private static <T> CompletionStage<T> waiting(Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work,
        task -> {
          var thread = new Thread(task, "ingest");
          thread.setDaemon(true);
          thread.start();
        });
  }

  private Behavior<Command> onProgressed(Progressed progressed) {
    if (run != null) {
      current = progressed.report();
    }
    return this;
  }

  private Behavior<Command> onEnded(Ended ended) {
    run = null;
    current = null;
    if (ended.failure() != null) {
      getContext().getLog().error("An ingest broke", ended.failure());
      schedule(clock.instant().plus(sooner(AFTER_FAILURE)));
      return this;
    }
    tally.ended(ended.report());
    Duration pause =
        switch (ended.report().state()) {
          case DONE, UNCHANGED, CANCELED -> settings.frequency();
          case REFUSED -> sooner(AFTER_REFUSAL);
          case READING, MERGING, FAILED, UNREACHABLE, INTERRUPTED -> sooner(AFTER_FAILURE);
        };
    schedule(clock.instant().plus(pause));
    return this;
  }

  private Duration sooner(Duration pause) {
    return pause.compareTo(settings.frequency()) < 0 ? pause : settings.frequency();
  }

  private void schedule(Instant at) {
    next = at;
    Duration wait = Duration.between(clock.instant(), at);
    timers.startSingleTimer(Begin.BEGIN, wait.isNegative() ? Duration.ZERO : wait);
  }

  private Behavior<Command> replied(ActorRef<StatusReply<IngestSchedule>> to) {
    String list =
        settings.list().isEmpty() ? "" : ListSource.of(settings.list(), settings.patience()).name();
    IngestReport shown =
        run == null || current != null ? current : IngestReport.begun(list, clock.instant());
    to.tell(StatusReply.success(new IngestSchedule(list, settings.frequency(), next, shown)));
    return this;
  }

  private Behavior<Command> onStop(PostStop stopped) {
    if (run != null) {
      run.cancel();
    }
    tally.leave();
    return this;
  }
}
