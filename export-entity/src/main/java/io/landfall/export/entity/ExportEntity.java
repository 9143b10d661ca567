package io.landfall.export.entity;

import akka.Done;
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
import io.landfall.export.ExportSummary;
import io.landfall.export.JsonMessage;
import io.landfall.export.StepPorts;
import io.landfall.export.entity.ExportProtocol.Decision;
import io.landfall.export.entity.ExportState.EmptyState;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.ExportRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One export, from request to delivery. The journal is the only truth about its status.
 *
 * <p>Rule of the class: do as {@link ExportProtocol} decides: persist the fact, then {@link
 * ExportState#resumeStep ask} for the next step. The same asking happens after recovery and when
 * nothing moves, so a crash at any point costs at most one repeated, idempotent ask.
 */
public final class ExportEntity
    extends EventSourcedBehaviorWithEnforcedReplies<
        ExportEntity.Command, ExportEvent, ExportState> {
  /** The sharding key; entity ids are {@link io.landfall.model.ExportId} as text. */
  public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "export");

  /** What an export understands. Each but the last few is answered to {@code replyTo}. */
  public sealed interface Command extends JsonMessage {
    /** Returns whom to answer, {@code null} for nobody. */
    default ActorRef<?> replyTo() {
      return null;
    }
  }

  /**
   * What a step tells of itself.
   *
   * <p>One of an attempt that is over is refused with STATE_CONFLICT; one that is ahead of what
   * this copy of the export knows is not answered, so that its sender asks again.
   */
  public sealed interface StepReport extends Command {
    /** Returns the number of the attempt that the step belongs to. */
    int attempt();
  }

  /**
   * Begins the export. Repeated with an equal request it answers the same summary; with another,
   * STATE_CONFLICT.
   */
  public record SubmitExport(ExportRequest request, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  public record GetSummary(ActorRef<StatusReply<ExportSummary>> replyTo) implements Command {}

  /**
   * Ends the export in ERROR with reason CANCELED; refused with STATE_CONFLICT once it has ended.
   */
  public record CancelExport(String by, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  /** Halts the export where it is; refused with STATE_CONFLICT once it has ended. */
  public record PauseExport(String by, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  /** Lets it go on; refused with STATE_CONFLICT once it has ended. */
  public record ResumeExport(String by, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  /**
   * Tries an export again that has ended in ERROR: only its delivery if that is what failed, else
   * all of it. Refused with STATE_CONFLICT in any other state.
   */
  public record RetryExport(String by, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  /** Changes how soon it is rendered; refused with STATE_CONFLICT once it has ended. */
  public record PrioritizeExport(
      Priority priority, String by, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  public record AcceptPlan(int attempt, ExportPlan plan, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {}

  /**
   * Answered with the upload id that stands in the journal: the asker aborts its own when it is
   * another. Refused with STATE_CONFLICT when there will be none, because the export has ended.
   */
  public record AcceptUpload(int attempt, String uploadId, ActorRef<StatusReply<String>> replyTo)
      implements StepReport {}

  public record AcceptTask(int attempt, StoredTask task, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {}

  /**
   * All tasks and the header are stored; {@code parts} is what completing the upload will name, in
   * order.
   */
  public record AcceptHeader(
      int attempt, List<StoredPart> parts, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {}

  public record AcceptObject(int attempt, StoredObject object, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {}

  public record AcceptDelivery(
      int attempt, DeliveryReceipt receipt, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {}

  /**
   * Ends the export in ERROR. A failure of a step that is already over changes nothing.
   *
   * @param step that failed: {@code plan}, {@code upload}, {@code render}, {@code commit} or {@code
   *     deliver}
   */
  public record AcceptFailure(
      int attempt, ErrorCode code, String step, String detail, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {}

  public record AcceptCleanUp(int attempt, ActorRef<StatusReply<Done>> replyTo)
      implements StepReport {}

  /**
   * Says that the step under way still moves, so that its deadline moves too. Persists nothing,
   * answers nothing.
   */
  public record StepHeartbeat(int attempt, String step) implements StepReport {}

  /** So that an export goes on within 10 s after its database is back. */
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(7);

  private enum CheckProgress implements Command {
    CHECK_PROGRESS
  }

  private final ExportId id;
  private final StepPorts stepPorts;
  private final Clock clock;
  private final ExportEntitySettings settings;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final StepTimeout stepTimeout;
  private final ExportGauges gauges;

  /** Makes an export outside a cluster: it stays in memory when it has ended. */
  public static Behavior<Command> create(
      ExportId id, StepPorts stepPorts, Clock clock, ExportEntitySettings settings) {
    return Behaviors.setup(
        context -> create(id, stepPorts, clock, settings, context.getSystem().ignoreRef()));
  }

  /** Makes an export that asks {@code shard} to be passivated when it has ended. */
  public static Behavior<Command> create(
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
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
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
    this.gauges = ExportGauges.of(context.getSystem());
  }

  @Override
  public ExportState emptyState() {
    return new EmptyState();
  }

  @Override
  public CommandHandlerWithReply<Command, ExportEvent, ExportState> commandHandler() {
    var on = newCommandHandlerWithReplyBuilder();
    on.forAnyState()
        .onCommand(CheckProgress.class, (state, nudge) -> onCheckProgress(state))
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
    gauges.remove(id);
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
    stepTimeout.recordProgress();
    timers.startTimerWithFixedDelay(CheckProgress.CHECK_PROGRESS, settings.checkInterval());
    state.resumeStep(id, stepPorts);
  }

  /**
   * Never skips an event: an export that lost one could do work again, or commit what it must not.
   */
  private void onRecoveryFailed(RecoveryFailed failed) {
    if (failed.failure() instanceof JournalFailureException) {
      return; // told before, with its cause
    }
    context
        .getLog()
        .error(
            "Cannot recover export {}: its journal cannot be read ({}). If a newer version wrote it, run that version.",
            id,
            String.valueOf(failed.failure().getMessage()).lines().findFirst().orElse(""));
  }

  private ReplyEffect<ExportEvent, ExportState> onCommand(ExportState state, Command command) {
    if (state instanceof EmptyState && !(command instanceof SubmitExport)) {
      passivate(); // a question must not make an entity that sharding remembers
    }
    return effectOf(ExportProtocol.decide(id, state, command, clock.instant()), command.replyTo());
  }

  private ReplyEffect<ExportEvent, ExportState> onCheckProgress(ExportState state) {
    switch (stepTimeout.check(state)) {
      case REPEAT_STEP -> state.resumeStep(id, stepPorts);
      case PASSIVATE -> passivate();
      case RESTART -> {
        return Effect().stop().thenNoReply(); // the shard starts what it remembers again
      }
      case FAIL_STEP -> {
        var timedOut =
            ExportProtocol.timeOut((RunningState) state, settings.stepDeadline(), clock.instant());
        return effectOf(timedOut, null);
      }
      case NOTHING -> {}
    }
    return Effect().noReply();
  }

  private ReplyEffect<ExportEvent, ExportState> effectOf(Decision decision, ActorRef<?> replyTo) {
    if (decision.restartsDeadline()) {
      stepTimeout.recordProgress();
    }
    EffectBuilder<ExportEvent, ExportState> effect =
        decision.events().isEmpty()
            ? Effect().none()
            : Effect().persist(decision.events()).thenRun(state -> updateGauges(decision, state));
    if (decision.resumesStep()) {
      effect = effect.thenRun(state -> state.resumeStep(id, stepPorts));
    }
    return decision.reply() == null || replyTo == null
        ? effect.thenNoReply()
        : effect.thenReply(replyTo.unsafeUpcast(), state -> decision.reply().apply(state));
  }

  private void updateGauges(Decision decision, ExportState state) {
    gauges.update(id, state);
    decision.events().forEach(gauges::recordEvent);
  }

  private void passivate() {
    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
  }
}
