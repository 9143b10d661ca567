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
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.landfall.export.ExportState.Committing;
import io.landfall.export.ExportState.Delivering;
import io.landfall.export.ExportState.Known;
import io.landfall.export.ExportState.None;
import io.landfall.export.ExportState.Pending;
import io.landfall.export.ExportState.Rendering;
import io.landfall.export.ExportState.Running;
import io.landfall.export.ExportState.Submitted;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One export, from request to delivery. The journal is the only truth about its status.
 *
 * <p>Rule of the class: persist the fact, then {@link ExportState#drive ask} for the next step. The
 * same asking happens after recovery and when nothing moves, so a crash at any point costs at most
 * one repeated, idempotent ask. Messages that come late or twice are answered and change nothing.
 */
public final class ExportEntity
    extends EventSourcedBehaviorWithEnforcedReplies<
        ExportEntity.Command, ExportEvent, ExportState> {
  /** The sharding key; entity ids are {@link io.landfall.model.ExportId} as text. */
  public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "export");

  public sealed interface Command extends JsonMessage {}

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

  public record AcceptPlan(ExportPlan plan, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /**
   * Answered with the upload id that stands in the journal: the asker aborts its own when it is
   * another. Refused with STATE_CONFLICT when there will be none, because the export has ended.
   */
  public record AcceptUpload(String uploadId, ActorRef<StatusReply<String>> replyTo)
      implements Command {}

  public record AcceptRun(StoredRun run, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * All runs and the header are stored; {@code parts} is what completing the upload will name, in
   * order.
   */
  public record AcceptHeader(List<StoredPart> parts, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  public record AcceptObject(StoredObject object, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  public record AcceptDelivery(DeliveryReceipt receipt, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /**
   * Ends the export in ERROR. A failure of a step that is already over changes nothing.
   *
   * @param step that failed: {@code plan}, {@code upload}, {@code render}, {@code commit} or {@code
   *     deliver}
   */
  public record AcceptFailure(
      ErrorCode code, String step, String detail, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  public record AcceptCleanUp(ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * Says that the step under way still moves, so that its deadline moves too. Persists nothing,
   * answers nothing.
   */
  public record StillWorking(String step) implements Command {}

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
  private boolean moved;
  private long quietNudges;

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
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), 0.2));
    this.id = id;
    this.collaborators = collaborators;
    this.clock = clock;
    this.settings = settings;
    this.context = context;
    this.timers = timers;
    this.shard = shard;
  }

  @Override
  public ExportState emptyState() {
    return new None();
  }

  @Override
  public CommandHandlerWithReply<Command, ExportEvent, ExportState> commandHandler() {
    var on = newCommandHandlerWithReplyBuilder();
    on.forStateType(None.class).onCommand(Submit.class, this::onSubmit);
    on.forStateType(Pending.class).onCommand(AcceptPlan.class, this::onPlan);
    on.forStateType(Submitted.class).onCommand(AcceptUpload.class, this::onUpload);
    on.forStateType(Rendering.class)
        .onCommand(AcceptRun.class, this::onRun)
        .onCommand(AcceptHeader.class, this::onHeader);
    on.forStateType(Committing.class).onCommand(AcceptObject.class, this::onObject);
    on.forStateType(Delivering.class).onCommand(AcceptDelivery.class, this::onDelivery);
    on.forStateType(Running.class)
        .onCommand(Cancel.class, this::onCancel)
        .onCommand(AcceptFailure.class, this::onFailure);
    on.forStateType(ExportState.Succeeded.class).onCommand(AcceptCleanUp.class, this::onCleanUp);
    on.forStateType(ExportState.Ended.class).onCommand(AcceptCleanUp.class, this::onCleanUp);
    on.forStateType(Known.class) // late and repeated messages are normal: answer, change nothing
        .onCommand(Submit.class, this::onRepeatedSubmit)
        .onCommand(GetSummary.class, this::onGetSummary)
        .onCommand(Cancel.class, this::onLateCancel)
        .onCommand(AcceptUpload.class, this::onLateUpload)
        .onCommand(AcceptPlan.class, late -> acknowledge(late.replyTo()))
        .onCommand(AcceptRun.class, late -> acknowledge(late.replyTo()))
        .onCommand(AcceptHeader.class, late -> acknowledge(late.replyTo()))
        .onCommand(AcceptObject.class, late -> acknowledge(late.replyTo()))
        .onCommand(AcceptDelivery.class, late -> acknowledge(late.replyTo()))
        .onCommand(AcceptFailure.class, late -> acknowledge(late.replyTo()))
        .onCommand(AcceptCleanUp.class, late -> acknowledge(late.replyTo()));
    on.forAnyState()
        .onCommand(Nudge.class, (state, nudge) -> onNudge(state))
        .onCommand(StillWorking.class, (state, working) -> onStillWorking())
        .onCommand(GetSummary.class, get -> unknown(get.replyTo()))
        .onCommand(Cancel.class, cancel -> unknown(cancel.replyTo()))
        .onCommand(AcceptPlan.class, stray -> unknown(stray.replyTo()))
        .onCommand(AcceptUpload.class, stray -> unknown(stray.replyTo()))
        .onCommand(AcceptRun.class, stray -> unknown(stray.replyTo()))
        .onCommand(AcceptHeader.class, stray -> unknown(stray.replyTo()))
        .onCommand(AcceptObject.class, stray -> unknown(stray.replyTo()))
        .onCommand(AcceptDelivery.class, stray -> unknown(stray.replyTo()))
        .onCommand(AcceptFailure.class, stray -> unknown(stray.replyTo()))
        .onCommand(AcceptCleanUp.class, stray -> unknown(stray.replyTo()));
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
        .onSignal(PreRestart.class, (state, signal) -> collaborators.release(id))
        .onSignal(PostStop.class, (state, signal) -> collaborators.release(id))
        .build();
  }

  @Override
  public Set<String> tagsFor(ExportEvent event) {
    return Set.of(ExportEvent.tag(id));
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(100, 2);
  }

  private void onRecovered(ExportState state) {
    moved = true;
    timers.startTimerWithFixedDelay(Nudge.NUDGE, settings.nudgeInterval());
    state.drive(id, collaborators);
  }

  private ReplyEffect<ExportEvent, ExportState> onSubmit(None none, Submit submit) {
    return persist(new ExportEvent.Requested(submit.request(), clock.instant()), submit.replyTo());
  }

  private ReplyEffect<ExportEvent, ExportState> onRepeatedSubmit(Known state, Submit submit) {
    if (state.request().equals(submit.request())) {
      return Effect().reply(submit.replyTo(), StatusReply.success(state.summary(id)));
    }
    return conflict(
        submit.replyTo(),
        "Cannot submit export %s: the id belongs to another request. Take a new id.".formatted(id));
  }

  private ReplyEffect<ExportEvent, ExportState> onGetSummary(Known state, GetSummary get) {
    moved |= state.resting(); // somebody still looks: stay a little longer
    return Effect().reply(get.replyTo(), StatusReply.success(state.summary(id)));
  }

  private ReplyEffect<ExportEvent, ExportState> onPlan(Pending pending, AcceptPlan accept) {
    return step(new ExportEvent.Planned(accept.plan(), clock.instant()), accept.replyTo());
  }

  private ReplyEffect<ExportEvent, ExportState> onUpload(Submitted submitted, AcceptUpload accept) {
    moved = true;
    return Effect()
        .persist(new ExportEvent.UploadOpened(accept.uploadId(), clock.instant()))
        .thenRun(state -> state.drive(id, collaborators))
        .thenReply(accept.replyTo(), state -> StatusReply.success(accept.uploadId()));
  }

  private ReplyEffect<ExportEvent, ExportState> onLateUpload(Known state, AcceptUpload late) {
    if (state.uploadId() == null) {
      return conflict(
          late.replyTo(),
          "Cannot take an upload for export %s: it is %s. Abort the upload."
              .formatted(id, state.status()));
    }
    return Effect().reply(late.replyTo(), StatusReply.success(state.uploadId()));
  }

  private ReplyEffect<ExportEvent, ExportState> onRun(Rendering rendering, AcceptRun accept) {
    int run = accept.run().run();
    if (rendering.has(run)) {
      return acknowledge(accept.replyTo()); // a repeat after failover: already a fact
    }
    if (!rendering.missing().contains(run)) {
      return conflict(
          accept.replyTo(),
          "Cannot take run %d of export %s: the plan has no such run.".formatted(run, id));
    }
    moved = true;
    return Effect()
        .persist(new ExportEvent.RunStored(accept.run(), clock.instant()))
        .thenReply(accept.replyTo(), state -> StatusReply.ack());
  }

  private ReplyEffect<ExportEvent, ExportState> onHeader(Rendering rendering, AcceptHeader accept) {
    if (!rendering.missing().isEmpty()) {
      return conflict(
          accept.replyTo(),
          "Cannot commit export %s: %d runs are not stored yet. Render them first."
              .formatted(id, rendering.missing().size()));
    }
    if (!rendering.isWhole(accept.parts())) {
      return conflict(
          accept.replyTo(),
          "Cannot commit export %s: the %d parts are not the header and those of the stored runs."
              .formatted(id, accept.parts().size()));
    }
    return step(new ExportEvent.CommitIntended(accept.parts(), clock.instant()), accept.replyTo());
  }

  private ReplyEffect<ExportEvent, ExportState> onObject(
      Committing committing, AcceptObject accept) {
    if (accept.object().bytes() != committing.bytes()) {
      return fail(
          ErrorCode.DESTINATION_CORRUPT,
          committing.step(),
          "Cannot trust the stored file %s: it has %d bytes, its parts have %d. Export again."
              .formatted(accept.object().key(), accept.object().bytes(), committing.bytes()),
          accept.replyTo());
    }
    return step(new ExportEvent.ObjectStored(accept.object(), clock.instant()), accept.replyTo());
  }

  private ReplyEffect<ExportEvent, ExportState> onDelivery(
      Delivering delivering, AcceptDelivery accept) {
    DeliveryReceipt receipt = accept.receipt();
    if (delivering.has(receipt.destination())) {
      return acknowledge(accept.replyTo());
    }
    if (!delivering.missing().contains(receipt.destination())) {
      return conflict(
          accept.replyTo(),
          "Cannot take the receipt of destination %d of export %s: it was not asked for."
              .formatted(receipt.destination(), id));
    }
    if (!matches(receipt, delivering)) {
      return fail(
          ErrorCode.DESTINATION_CORRUPT,
          delivering.step(),
          "Cannot confirm %s: read back at the destination, it is not the file that was rendered (%d bytes, not %d). Export again."
              .formatted(receipt.name(), receipt.bytes(), delivering.object().bytes()),
          accept.replyTo());
    }
    var facts = new ArrayList<ExportEvent>();
    facts.add(new ExportEvent.Delivered(receipt, clock.instant()));
    if (delivering.missing().size() == 1) {
      facts.add(new ExportEvent.Completed(clock.instant()));
    }
    moved = true;
    return Effect()
        .persist(facts)
        .thenRun(state -> driveWhenEnded(state))
        .thenReply(accept.replyTo(), state -> StatusReply.ack());
  }

  /** A picture is another file than the raster it was made of: its maker has checked it. */
  private static boolean matches(DeliveryReceipt receipt, Delivering delivering) {
    if (delivering.plan().format().type().isPicture()) {
      return true;
    }
    StoredObject object = delivering.object();
    return receipt.bytes() == object.bytes()
        && (object.sha256() == null || Objects.equals(object.sha256(), receipt.sha256()));
  }

  private void driveWhenEnded(ExportState state) {
    if (!(state instanceof Running)) {
      state.drive(id, collaborators); // the other deliveries are already under way
    }
  }

  private ReplyEffect<ExportEvent, ExportState> onFailure(Running running, AcceptFailure accept) {
    int failed = ExportState.STEPS.indexOf(accept.step());
    if (failed >= 0 && failed < ExportState.STEPS.indexOf(running.step())) {
      return acknowledge(accept.replyTo()); // that step has succeeded since
    }
    return step(
        new ExportEvent.Failed(accept.code(), accept.step(), accept.detail(), clock.instant()),
        accept.replyTo());
  }

  private ReplyEffect<ExportEvent, ExportState> onCancel(Running running, Cancel cancel) {
    return persist(
        new ExportEvent.Canceled(cancel.by(), running.step(), clock.instant()), cancel.replyTo());
  }

  private ReplyEffect<ExportEvent, ExportState> onLateCancel(Known state, Cancel cancel) {
    return conflict(
        cancel.replyTo(),
        "Cannot cancel export %s: it has already ended with %s.".formatted(id, state.status()));
  }

  private ReplyEffect<ExportEvent, ExportState> onCleanUp(Known state, AcceptCleanUp accept) {
    if (state.resting()) {
      return acknowledge(accept.replyTo());
    }
    return step(new ExportEvent.CleanedUp(clock.instant()), accept.replyTo());
  }

  private ReplyEffect<ExportEvent, ExportState> onStillWorking() {
    moved = true;
    return Effect().noReply();
  }

  private ReplyEffect<ExportEvent, ExportState> onNudge(ExportState state) {
    quietNudges = moved ? 0 : quietNudges + 1;
    moved = false;
    if (state.resting()) {
      if (quietNudges >= settings.nudges(settings.idleTimeout())) {
        passivate();
      }
    } else if (state instanceof Running running
        && quietNudges >= settings.nudges(settings.stepDeadline())) {
      return timeOut(running);
    } else if (quietNudges > 0) {
      state.drive(id, collaborators);
    }
    return Effect().noReply();
  }

  private ReplyEffect<ExportEvent, ExportState> timeOut(Running running) {
    String detail =
        "Cannot finish the step %s: nothing has moved for %d s. See the logs of the workers, then export again."
            .formatted(running.step(), settings.stepDeadline().toSeconds());
    return Effect()
        .persist(
            new ExportEvent.Failed(
                ErrorCode.STEP_TIMED_OUT, running.step(), detail, clock.instant()))
        .thenRun(state -> state.drive(id, collaborators))
        .thenNoReply();
  }

  private void passivate() {
    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
  }

  private ReplyEffect<ExportEvent, ExportState> step(
      ExportEvent event, ActorRef<StatusReply<Done>> replyTo) {
    moved = true;
    return Effect()
        .persist(event)
        .thenRun(state -> state.drive(id, collaborators))
        .thenReply(replyTo, state -> StatusReply.ack());
  }

  private ReplyEffect<ExportEvent, ExportState> persist(
      ExportEvent event, ActorRef<StatusReply<ExportSummary>> replyTo) {
    moved = true;
    return Effect()
        .persist(event)
        .thenRun(state -> state.drive(id, collaborators))
        .thenReply(replyTo, state -> StatusReply.success(((Known) state).summary(id)));
  }

  private ReplyEffect<ExportEvent, ExportState> fail(
      ErrorCode code, String step, String detail, ActorRef<StatusReply<Done>> replyTo) {
    return Effect()
        .persist(new ExportEvent.Failed(code, step, detail, clock.instant()))
        .thenRun(state -> state.drive(id, collaborators))
        .thenReply(replyTo, state -> Refusal.reply(code, detail));
  }

  private ReplyEffect<ExportEvent, ExportState> acknowledge(ActorRef<StatusReply<Done>> replyTo) {
    return Effect().reply(replyTo, StatusReply.ack());
  }

  private <T> ReplyEffect<ExportEvent, ExportState> conflict(
      ActorRef<StatusReply<T>> replyTo, String detail) {
    return Effect().reply(replyTo, Refusal.reply(ErrorCode.STATE_CONFLICT, detail));
  }

  private <T> ReplyEffect<ExportEvent, ExportState> unknown(ActorRef<StatusReply<T>> replyTo) {
    passivate(); // a question must not make an entity that sharding remembers
    return Effect()
        .reply(
            replyTo,
            Refusal.reply(
                ErrorCode.EXPORT_UNKNOWN,
                "Cannot find export %s: nobody has submitted it.".formatted(id)));
  }
}
