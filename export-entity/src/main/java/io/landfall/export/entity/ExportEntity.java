package io.landfall.export.entity;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.internal.JournalFailureException;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EffectBuilder;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.landfall.export.StepPorts;
import io.landfall.export.TasksUnderWay;
import io.landfall.export.entity.ExportProtocol.Decision;
import io.landfall.export.entity.ExportState.EmptyState;
import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.export.entity.RunningState.RenderingState;
import io.landfall.model.ExportId;
import io.landfall.pool.LogContext;
import io.landfall.trace.WorkTraces;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One export, from request to delivery. The journal is the only truth about its status.
 *
 * <p>Rule of the class: do as {@link ExportProtocol} decides: persist the fact, then {@link
 * ExportState#resumeStep ask} for the next step. The same asking happens after recovery and when
 * nothing moves, so a crash at any point costs at most one repeated, idempotent ask.
 */
public final class ExportEntity
    extends EventSourcedBehaviorWithEnforcedReplies<EntityCommand, ExportEvent, ExportState> {
  /** The sharding key; entity ids are {@link io.landfall.model.ExportId} as text. */
  public static final EntityTypeKey<EntityCommand> TYPE =
      EntityTypeKey.create(EntityCommand.class, "export");

  /** So that an export goes on within 10 s after its database is back. */
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(7);

  private final ExportId id;
  private final StepPorts stepPorts;
  private final Clock clock;
  private final ExportEntitySettings settings;
  private final ActorContext<EntityCommand> context;
  private final TimerScheduler<EntityCommand> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final StepTimeout stepTimeout;
  private final ExportGauges gauges;
  private final ExportCounters counters;
  private final UnfinishedExportCounts unfinished;
  private final EventCauses causes;
  private final WorkTraces traces;
  private TasksUnderWay underWay = TasksUnderWay.none(0);

  /** Makes an export outside a cluster: it stays in memory when it has ended. */
  public static Behavior<EntityCommand> create(
      ExportId id, StepPorts stepPorts, Clock clock, ExportEntitySettings settings) {
    return Behaviors.setup(
        context -> create(id, stepPorts, clock, settings, context.getSystem().ignoreRef()));
  }

  /** Makes an export that asks {@code shard} to be passivated when it has ended. */
  public static Behavior<EntityCommand> create(
      ExportId id,
      StepPorts stepPorts,
      Clock clock,
      ExportEntitySettings settings,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ExportEntity(id, stepPorts, clock, settings, context, timers, shard)));
  }

  /** Returns the id under which the journal holds the export's events. */
  public static PersistenceId persistenceId(ExportId id) {
    return PersistenceId.of(TYPE.name(), id.toString());
  }

  private ExportEntity(
      ExportId id,
      StepPorts stepPorts,
      Clock clock,
      ExportEntitySettings settings,
      ActorContext<EntityCommand> context,
      TimerScheduler<EntityCommand> timers,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    super(
        persistenceId(id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), MAX_BACKOFF, 0.2));
    this.id = id;
    this.stepPorts = stepPorts;
    this.clock = clock;
    this.settings = settings;
    this.context = context;
    this.timers = timers;
    this.shard = shard;
    this.stepTimeout = new StepTimeout(settings);
    this.causes = EventCauses.of(context.getSystem());
    this.traces = WorkTraces.of(context.getSystem());
    this.gauges = ExportGauges.of(context.getSystem());
    this.counters = ExportCounters.of(context.getSystem());
    this.unfinished = UnfinishedExportCounts.of(context.getSystem());
  }

  @Override
  public ExportState emptyState() {
    return new EmptyState();
  }

  @Override
  public CommandHandlerWithReply<EntityCommand, ExportEvent, ExportState> commandHandler() {
    var on = newCommandHandlerWithReplyBuilder();
    on.forAnyState()
        .onCommand(EntityCommand.CheckProgress.class, (state, check) -> onCheckProgress(state))
        .onCommand(EntityCommand.NoteTasksUnderWay.class, this::onNoteTasksUnderWay)
        .onCommand(EntityCommand.GetTasksUnderWay.class, this::onGetTasksUnderWay)
        .onAnyCommand(this::onCommand);
    return on.build();
  }

  @Override
  public EventHandler<ExportState, ExportEvent> eventHandler() {
    return ExportState::apply;
  }

  @Override
  public SignalHandler<ExportState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(RecoveryFailed.class, (state, failed) -> onRecoveryFailed(failed))
        .onSignal(PreRestart.class, (state, signal) -> onRestart())
        .onSignal(PostStop.class, (state, signal) -> onStop())
        .build();
  }

  private void onRestart() {
    gauges.recordRestart();
    onStop();
  }

  private void onStop() {
    causes.take(persistenceId(id).id());
    gauges.remove(id);
    unfinished.remove(id);
    traces.forget(id.toString());
    stepPorts.stopSteps(id);
  }

  @Override
  public Set<String> tagsFor(ExportEvent event) {
    return Set.of(ExportEvent.tag(id));
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(500, 2);
  }

  private void onRecovered(ExportState state) {
    gauges.update(id, state);
    unfinished.update(id, state);
    if (state instanceof ExistingState known) {
      counters.recordRecovery();
      traces.note(id.toString(), known.metadata().trace());
    }
    stepTimeout.recordProgress();
    timers.startTimerWithFixedDelay(
        EntityCommand.CheckProgress.CHECK_PROGRESS, settings.checkInterval());
    resumeStep(state);
  }

  /**
   * Never skips an event: an export that lost one could do work again, or commit what it must not.
   */
  private void onRecoveryFailed(RecoveryFailed failed) {
    if (failed.failure() instanceof JournalFailureException) {
      return; // logged before, with its cause
    }
    context
        .getLog()
        .error(
            "Cannot recover export {}: its journal cannot be read ({}). If a newer version wrote"
                + " it, run that version.",
            id,
            String.valueOf(failed.failure().getMessage()).lines().findFirst().orElse(""));
  }

  private ReplyEffect<ExportEvent, ExportState> onNoteTasksUnderWay(
      ExportState state, EntityCommand.NoteTasksUnderWay note) {
    if (!(state instanceof ExistingState)) {
      return onCommand(state, note);
    }
    underWay = note.now();
    return Effect().noReply();
  }

  private ReplyEffect<ExportEvent, ExportState> onGetTasksUnderWay(
      ExportState state, EntityCommand.GetTasksUnderWay get) {
    if (!(state instanceof ExistingState known)) {
      return onCommand(state, get);
    }
    int attempt = known.metadata().attempt();
    boolean isNow = known instanceof RenderingState && underWay.attempt() == attempt;
    TasksUnderWay answer = isNow ? underWay : TasksUnderWay.none(attempt);
    return Effect().none().thenReply(get.replyTo(), same -> StatusReply.success(answer));
  }

  private ReplyEffect<ExportEvent, ExportState> onCommand(
      ExportState state, EntityCommand command) {
    if (state instanceof EmptyState && !(command instanceof EntityCommand.SubmitExport)) {
      passivate(); // a question must not make an entity that sharding remembers
    }
    Decision decision =
        ExportProtocol.decide(id, state, stepTimeout.waitsFor(), command, clock.instant());
    String owner = decision.beginsFor(state);
    if (owner != null && !unfinished.tryAdd(id, owner, settings.unfinishedPerOwner())) {
      return refuseBeyondBound(state, command);
    }
    if (decision.restartsDeadline()) {
      stepTimeout.recordWait(command instanceof EntityCommand.StepWaits w ? w.waitsFor() : null);
    }
    return effectOf(decision, command);
  }

  private ReplyEffect<ExportEvent, ExportState> refuseBeyondBound(
      ExportState state, EntityCommand command) {
    if (state instanceof EmptyState) {
      passivate();
    }
    return effectOf(ExportProtocol.refuseBeyond(settings.unfinishedPerOwner()), command);
  }

  private ReplyEffect<ExportEvent, ExportState> onCheckProgress(ExportState state) {
    switch (stepTimeout.check(state)) {
      case REPEAT_STEP -> resumeStep(state);
      case PASSIVATE -> passivate();
      case RESTART -> {
        return Effect().stop().thenNoReply(); // the shard starts what it remembers again
      }
      case FAIL_STEP -> {
        var timedOut =
            ExportProtocol.timeOut((RunningState) state, settings.stepDeadline(), clock.instant());
        stepTimeout.recordProgress();
        return effectOf(timedOut, EntityCommand.CheckProgress.CHECK_PROGRESS);
      }
      case NOTHING -> {}
    }
    return Effect().noReply();
  }

  private ReplyEffect<ExportEvent, ExportState> effectOf(Decision decision, EntityCommand command) {
    List<ExportEvent> events =
        decision.events().stream().map(event -> traced(dated(event), command)).toList();
    if (!events.isEmpty()) {
      causes.put(persistenceId(id).id(), EventCauses.cause(command));
    }
    ActorRef<?> replyTo = command.replyTo();
    long asked = System.nanoTime();
    EffectBuilder<ExportEvent, ExportState> effect =
        events.isEmpty()
            ? Effect().none()
            : Effect()
                .persist(events)
                .thenRun(state -> tell(events, state, System.nanoTime() - asked));
    if (decision.resumesStep()) {
      effect = effect.thenRun(this::resumeStep);
    }
    return decision.reply() == null || replyTo == null
        ? effect.thenNoReply()
        : effect.thenReply(replyTo.unsafeUpcast(), state -> decision.reply().apply(state));
  }

  /** What ends an export has the date on which its files go: other settings change it no more. */
  private ExportEvent dated(ExportEvent event) {
    return event instanceof ExportEvent.EndEvent end && !settings.keepFor().isZero()
        ? end.keptUntil(event.at().plus(settings.keepFor()))
        : event;
  }

  /** Work for a call belongs to its trace, on whichever node it is done. */
  private static ExportEvent traced(ExportEvent event, EntityCommand command) {
    return event instanceof ExportEvent.PersonEvent person
            && command instanceof EntityCommand.PersonCommand call
            && call.requester() != null
        ? person.traced(call.requester().trace())
        : event;
  }

  /** Tells metrics and log what is in the journal now. */
  private void tell(List<ExportEvent> events, ExportState state, long nanos) {
    gauges.update(id, state);
    unfinished.update(id, state);
    counters.recordWrite(nanos);
    for (ExportEvent event : events) {
      gauges.recordEvent(event);
      if (state instanceof ExistingState known) {
        counters.recordEvent(event, known);
        traces.note(id.toString(), known.metadata().trace());
        LogContext.run(logContext(state), () -> ExportLog.write(id, event, known));
      }
    }
  }

  private void resumeStep(ExportState state) {
    LogContext.run(logContext(state), () -> state.resumeStep(id, stepPorts));
  }

  private Map<String, String> logContext(ExportState state) {
    return LogContext.of(
        id.toString(), state instanceof ExistingState known ? known.metadata().trace() : null);
  }

  private void passivate() {
    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
  }
}
