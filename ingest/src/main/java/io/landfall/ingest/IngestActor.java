package io.landfall.ingest;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import io.landfall.cluster.ClusterSingletons;
import io.landfall.model.JsonMessage;
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

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(5);
  private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMinutes(1);

  /** Longer waits are made of several timers: Akka's end at 248 days. */
  static final Duration MAX_TIMER = Duration.ofDays(10);

  /** What this actor understands. */
  public sealed interface Command {}

  /** Asks what it is about to do. */
  public record GetIngestSchedule(ActorRef<StatusReply<IngestSchedule>> replyTo)
      implements Command, JsonMessage {}

  /** Begins a run now; one that runs goes on. */
  public record StartIngest(ActorRef<StatusReply<IngestSchedule>> replyTo)
      implements Command, JsonMessage {}

  /** Ends the run. */
  public record CancelIngest(ActorRef<StatusReply<IngestSchedule>> replyTo)
      implements Command, JsonMessage {}

  private enum IngestDue implements Command {
    INSTANCE
  }

  private record LastSuccessLoaded(Optional<Instant> lastSuccess, Throwable failure)
      implements Command {}

  private record IngestProgressed(IngestReport report) implements Command {}

  private record IngestEnded(IngestReport report, Throwable failure) implements Command {}

  /** Makes runs, and remembers them; calls wait. */
  public interface IngestRunFactory {
    /** Makes a run of the configured list. */
    IngestRun create(Consumer<IngestReport> listener);

    /** Finds when the list was last known to be in the index as it is. */
    Optional<Instant> lastSuccess();
  }

  private final IngestSettings settings;
  private final IngestRunFactory runs;
  private final IngestMetrics metrics;
  private final Clock clock;
  private final TimerScheduler<Command> timers;
  private Instant nextRunAt;
  private Duration remainingWait = Duration.ZERO;
  private IngestRun run;
  private IngestReport current;

  /** Starts the one ingest of the cluster, and returns the way to it; on every node. */
  public static ActorRef<Command> init(
      ActorSystem<?> system,
      IngestSettings settings,
      IngestRunFactory runs,
      IngestMetrics metrics,
      Clock clock) {
    return ClusterSingletons.start(system, create(settings, runs, metrics, clock), "ingest", ROLE);
  }

  static Behavior<Command> create(
      IngestSettings settings, IngestRunFactory runs, IngestMetrics metrics, Clock clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new IngestActor(context, timers, settings, runs, metrics, clock)));
  }

  private IngestActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      IngestSettings settings,
      IngestRunFactory runs,
      IngestMetrics metrics,
      Clock clock) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.runs = runs;
    this.metrics = metrics;
    this.clock = clock;
    if (settings.listUrl().isEmpty()) {
      context.getLog().info("There is no scene list file to ingest: set LANDSAT_INDEX_SCENES_URL");
    } else {
      context.pipeToSelf(runOnThread(runs::lastSuccess), LastSuccessLoaded::new);
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(GetIngestSchedule.class, get -> replySchedule(get.replyTo()))
        .onMessage(StartIngest.class, this::onStart)
        .onMessage(CancelIngest.class, this::onCancel)
        .onMessage(IngestDue.class, due -> onDue())
        .onMessage(LastSuccessLoaded.class, this::onLastSuccessLoaded)
        .onMessage(IngestProgressed.class, this::onProgressed)
        .onMessage(IngestEnded.class, this::onEnded)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onLastSuccessLoaded(LastSuccessLoaded loaded) {
    if (loaded.failure() != null) {
      getContext()
          .getLog()
          .warn("Cannot read the log of ingest runs: {}", loaded.failure().getMessage());
    }
    Optional<Instant> lastSuccess =
        loaded.failure() == null ? loaded.lastSuccess() : Optional.empty();
    lastSuccess.ifPresent(metrics::recordSuccess);
    if (run == null && nextRunAt == null) {
      Instant soon = clock.instant().plus(settings.startDelay());
      Instant due =
          lastSuccess
              .filter(at -> !at.isAfter(soon)) // else a clock was ahead, and says nothing
              .map(at -> at.plus(settings.frequency()))
              .orElse(soon);
      schedule(due.isBefore(soon) ? soon : due);
    }
    return this;
  }

  private Behavior<Command> onStart(StartIngest start) {
    if (settings.listUrl().isEmpty()) {
      start
          .replyTo()
          .tell(
              StatusReply.error(
                  "Cannot ingest: there is no list. Set LANDSAT_INDEX_SCENES_URL on the nodes with"
                      + " the role ingest."));
      return this;
    }
    beginRun();
    return replySchedule(start.replyTo());
  }

  private Behavior<Command> onCancel(CancelIngest cancel) {
    if (run == null) {
      cancel.replyTo().tell(StatusReply.error("Cannot cancel: no ingest is under way."));
      return this;
    }
    run.cancel();
    return replySchedule(cancel.replyTo());
  }

  /** What is left is counted by timers, not by the clock, which may have been set meanwhile. */
  private Behavior<Command> onDue() {
    if (remainingWait.isZero()) {
      return beginRun();
    }
    schedule(clock.instant().plus(remainingWait));
    return this;
  }

  private Behavior<Command> beginRun() {
    if (run == null) {
      ActorRef<Command> self = getContext().getSelf();
      IngestRun newRun = runs.create(report -> self.tell(new IngestProgressed(report)));
      run = newRun;
      nextRunAt = null;
      timers.cancelAll();
      getContext().pipeToSelf(runOnThread(newRun::run), IngestEnded::new);
    }
    return this;
  }

  /** A run takes minutes: it has a thread of its own. */
  private static <T> CompletionStage<T> runOnThread(Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work,
        task -> {
          var thread = new Thread(task, "ingest");
          thread.setDaemon(true);
          thread.start();
        });
  }

  private Behavior<Command> onProgressed(IngestProgressed progressed) {
    if (run != null) {
      current = progressed.report();
    }
    return this;
  }

  private Behavior<Command> onEnded(IngestEnded ended) {
    run = null;
    current = null;
    if (ended.failure() != null) {
      getContext().getLog().error("An ingest broke", ended.failure());
      schedule(clock.instant().plus(atMostFrequency(PAUSE_AFTER_FAILURE)));
      return this;
    }
    metrics.recordEnd(ended.report());
    Duration pause =
        switch (ended.report().state()) {
          case DONE, UNCHANGED, CANCELED -> settings.frequency();
          case REFUSED -> atMostFrequency(PAUSE_AFTER_REFUSAL);
          case READING, MERGING, FAILED, UNREACHABLE, INTERRUPTED ->
              atMostFrequency(PAUSE_AFTER_FAILURE);
        };
    schedule(clock.instant().plus(pause));
    return this;
  }

  private Duration atMostFrequency(Duration pause) {
    return pause.compareTo(settings.frequency()) < 0 ? pause : settings.frequency();
  }

  private void schedule(Instant at) {
    nextRunAt = at;
    Duration wait = Duration.between(clock.instant(), at);
    Duration next = wait.compareTo(MAX_TIMER) < 0 ? wait : MAX_TIMER;
    remainingWait = wait.minus(next);
    timers.startSingleTimer(IngestDue.INSTANCE, next.isNegative() ? Duration.ZERO : next);
  }

  private Behavior<Command> replySchedule(ActorRef<StatusReply<IngestSchedule>> to) {
    String list = settings.listUrl().isEmpty() ? "" : settings.source().displayName();
    IngestReport shown =
        run == null || current != null ? current : IngestReport.begun(list, clock.instant());
    to.tell(StatusReply.success(new IngestSchedule(list, settings.frequency(), nextRunAt, shown)));
    return this;
  }

  private Behavior<Command> onStop(PostStop stopped) {
    if (run != null) {
      run.cancel();
    }
    metrics.forgetLastSuccess();
    return this;
  }
}
