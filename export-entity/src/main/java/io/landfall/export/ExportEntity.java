package io.landfall.export;

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
import io.landfall.export.ExportProtocol.Decision;
import io.landfall.export.ExportState.None;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.Priority;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One export, from request to delivery. The journal is the only truth about its status.
 *
 * <p>Rule of the class: do as {@link ExportProtocol} decides: persist the fact, then {@link
 * ExportState#drive ask} for the next step. The same asking happens after recovery and when nothing
 * moves, so a crash at any point costs at most one repeated, idempotent ask.
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
  public sealed interface Report extends Command {
    /** Returns the number of the attempt that the step belongs to. */
    int attempt();
  }

  /**
   * Begins the export. Repeated with an equal request it answers the same summary; with another,
   * STATE_CONFLICT.
   */
  public record Submit(ExportRequest request, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  public record GetSummary(ActorRef<StatusReply<ExportSummary>> replyTo) implements Command {}

  /**
   * Ends the export in ERROR with reason CANCELED; refused with STATE_CONFLICT once it has ended.
   */
  public record Cancel(String by, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  /** Halts the export where it is; refused with STATE_CONFLICT once it has ended. */
  public record Pause(String by, ActorRef<StatusReply<ExportSummary>> replyTo) implements Command {}

  /** Lets it go on; refused with STATE_CONFLICT once it has ended. */
  public record Resume(String by, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  /**
   * Tries an export again that has ended in ERROR: only its delivery if that is what failed, else
   * all of it. Refused with STATE_CONFLICT in any other state.
   */
  public record Retry(String by, ActorRef<StatusReply<ExportSummary>> replyTo) implements Command {}

  /** Changes how soon it is rendered; refused with STATE_CONFLICT once it has ended. */
  public record Reprioritize(
      Priority priority, String by, ActorRef<StatusReply<ExportSummary>> replyTo)
      implements Command {}

  public record AcceptPlan(int attempt, ExportPlan plan, ActorRef<StatusReply<Done>> replyTo)
      implements Report {}

  /**
   * Answered with the upload id that stands in the journal: the asker aborts its own when it is
   * another. Refused with STATE_CONFLICT when there will be none, because the export has ended.
   */
  public record AcceptUpload(int attempt, String uploadId, ActorRef<StatusReply<String>> replyTo)
      implements Report {}

  public record AcceptRun(int attempt, StoredRun run, ActorRef<StatusReply<Done>> replyTo)
      implements Report {}

  /**
   * All runs and the header are stored; {@code parts} is what completing the upload will name, in
   * order.
   */
  public record AcceptHeader(
      int attempt, List<StoredPart> parts, ActorRef<StatusReply<Done>> replyTo) implements Report {}

  public record AcceptObject(int attempt, StoredObject object, ActorRef<StatusReply<Done>> replyTo)
      implements Report {}

  public record AcceptDelivery(
      int attempt, DeliveryReceipt receipt, ActorRef<StatusReply<Done>> replyTo)
      implements Report {}

  /**
   * Ends the export in ERROR. A failure of a step that is already over changes nothing.
   *
   * @param step that failed: {@code plan}, {@code upload}, {@code render}, {@code commit} or {@code
   *     deliver}
   */
  public record AcceptFailure(
      int attempt, ErrorCode code, String step, String detail, ActorRef<StatusReply<Done>> replyTo)
      implements Report {}

  public record AcceptCleanUp(int attempt, ActorRef<StatusReply<Done>> replyTo) implements Report {}

  /**
   * Says that the step under way still moves, so that its deadline moves too. Persists nothing,
   * answers nothing.
   */
  public record StillWorking(int attempt, String step) implements Report {}

  /** So that an export goes on within 10 s after its database is back. */
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(7);

  private enum Nudge implements Command {
    NUDGE
  }

  private final ExportId id;
  private final Collaborators collaborators;
  private final Clock clock;
  private final ExportEntitySettings settings;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Patience patience;
  private final ExportCensus census;

  /** Makes an export outside a cluster: it stays in memory when it has ended. */
  public static Behavior<Command> create(
      ExportId id, Collaborators collaborators, Clock clock, ExportEntitySettings settings) {
    return Behaviors.setup(
        context -> create(id, collaborators, clock, settings, context.getSystem().ignoreRef()));
  }

  /** Makes an export that asks {@code shard} to be put away when it has ended. */
  public static Behavior<Command> create(
      ExportId id,
      Collaborators collaborators,
      Clock clock,
      ExportEntitySettings settings,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ExportEntity(id, collaborators, clock, settings, context, timers, shard)));
  }

  /** Returns the id under which the journal holds the export's events. */
  public static PersistenceId persistenceId(ExportId id) {
    return PersistenceId.of(TYPE.name(), id.toString());
  }

  private ExportEntity(
      ExportId id,
      Collaborators collaborators,
      Clock clock,
      ExportEntitySettings settings,
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    super(
        persistenceId(id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), LONGEST_BACKOFF, 0.2));
    this.id = id;
    this.collaborators = collaborators;
    this.clock = clock;
    this.settings = settings;
    this.context = context;
    this.timers = timers;
    this.shard = shard;
    this.patience = new Patience(settings);
    this.census = ExportCensus.of(context.getSystem());
  }

  @Override
  public ExportState emptyState() {
    return new None();
  }

  @Override
  public CommandHandlerWithReply<Command, ExportEvent, ExportState> commandHandler() {
    var on = newCommandHandlerWithReplyBuilder();
    on.forAnyState()
        .onCommand(Nudge.class, (state, nudge) -> onNudge(state))
        .onAnyCommand(this::on);
    return on.build();
  }

  @Override
  public EventHandler<ExportState, ExportEvent> eventHandler() {
    return ExportState::after;
  }

  @Override
  public SignalHandler<ExportState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(RecoveryFailed.class, (state, failed) -> onRecoveryFailed(failed))
        .onSignal(PreRestart.class, (state, signal) -> onFailure())
        .onSignal(PostStop.class, (state, signal) -> onStop())
        .build();
  }

  private void onFailure() {
    census.failed();
    onStop();
  }

  private void onStop() {
    census.left(id);
    collaborators.release(id);
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
    census.has(id, state);
    patience.moved();
    timers.startTimerWithFixedDelay(Nudge.NUDGE, settings.nudgeInterval());
    state.drive(id, collaborators);
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

  private ReplyEffect<ExportEvent, ExportState> on(ExportState state, Command command) {
    if (state instanceof None && !(command instanceof Submit)) {
      passivate(); // a question must not make an entity that sharding remembers
    }
    return carryOut(ExportProtocol.decide(id, state, command, clock.instant()), command.replyTo());
  }

  private ReplyEffect<ExportEvent, ExportState> onNudge(ExportState state) {
    switch (patience.nudge(state)) {
      case ASK -> state.drive(id, collaborators);
      case LEAVE -> passivate();
      case REOPEN -> {
        return Effect().stop().thenNoReply(); // the shard starts what it remembers again
      }
      case TIME_OUT -> {
        var late =
            ExportProtocol.timeOut((Running) state, settings.stepDeadline(), clock.instant());
        return carryOut(late, null);
      }
      case NOTHING -> {}
    }
    return Effect().noReply();
  }

  private ReplyEffect<ExportEvent, ExportState> carryOut(Decision decision, ActorRef<?> replyTo) {
    if (decision.moves()) {
      patience.moved();
    }
    EffectBuilder<ExportEvent, ExportState> effect =
        decision.events().isEmpty()
            ? Effect().none()
            : Effect().persist(decision.events()).thenRun(state -> count(decision, state));
    if (decision.drive()) {
      effect = effect.thenRun(state -> state.drive(id, collaborators));
    }
    return decision.reply() == null || replyTo == null
        ? effect.thenNoReply()
        : effect.thenReply(replyTo.unsafeUpcast(), state -> decision.reply().apply(state));
  }

  private void count(Decision decision, ExportState state) {
    census.has(id, state);
    decision.events().forEach(census::heard);
  }

  private void passivate() {
    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
  }
}
