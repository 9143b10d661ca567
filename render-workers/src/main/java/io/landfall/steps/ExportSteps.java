package io.landfall.steps;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.CrashGuard;
import io.landfall.export.ExportPlanner;
import io.landfall.export.ExportQuotas;
import io.landfall.export.ExportQuotas.EndedUse;
import io.landfall.export.ExportStep;
import io.landfall.export.StepPorts;
import io.landfall.export.StepWait;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.EntityCommand;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.pool.LogContext;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.schedule.RenderSettings;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.worker.ProgressListener;
import io.landfall.worker.RenderCoordinator;
import io.landfall.worker.StepReports;
import io.landfall.worker.StepSettings;
import io.landfall.worker.TaskExecutor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The next steps of all exports whose entities live on this node. Safe for any thread: it only
 * sends a message to one actor, which has a child for each step that its {@link StepSupervisor}
 * lets run.
 */
public final class ExportSteps implements StepPorts {

  /** What the actor behind this understands. */
  public sealed interface Command {}

  /**
   * @param context that its lines in the log have
   */
  private record BeginStep(
      StepKey key, Function<StepReports, Behavior<?>> work, Map<String, String> context)
      implements Command {
    BeginStep(StepKey key, Function<StepReports, Behavior<?>> work) {
      this(key, work, LogContext.with(LogContext.EXPORT_ID, key.attempt().id().toString()));
    }
  }

  private record BeginPlan(BeginStep step, String owner, Priority priority) implements Command {}

  /** A plan whose turn has not come. */
  private record WaitingPlan(BeginStep step, StepReports reports) {}

  private record PrioritizeStep(ExportAttempt attempt, Priority priority) implements Command {}

  private record StopSteps(ExportId id) implements Command {}

  private record StepEnded(StepKey key, RunningStep step) implements Command {}

  /** A step under way, and what it tells its entity by. */
  private record RunningStep(ActorRef<?> child, StepReports reports) {}

  /**
   * Whom the steps need.
   *
   * @param guard that plans and headers are made under
   * @param fencing asked right before what cannot be undone
   * @param quotas asked whether what is planned may be rendered
   * @param entities how to reach the entity of an export
   */
  public record StepServices(
      ObjectStore store,
      ExportPlanner planner,
      TaskExecutor executor,
      CrashGuard guard,
      Deliveries deliveries,
      RenderSettings renderSettings,
      StepSettings stepSettings,
      ProgressListener progress,
      CommitFencingCheck fencing,
      ExportQuotas quotas,
      Function<ExportId, RecipientRef<EntityCommand>> entities) {}

  private final StepServices services;
  private final StoreSteps steps;
  private final ActorRef<Command> actor;

  private ExportSteps(ActorSystem<?> system, StepServices services, ActorRef<Command> actor) {
    this.services = services;
    this.steps =
        new StoreSteps(
            services.store(),
            services.planner(),
            services.deliveries(),
            services.guard(),
            NodePools.of(system).get(PoolName.SCENES),
            NodePools.of(system).get(PoolName.PLANNING),
            DelayScheduler.of(system),
            services.fencing(),
            services.quotas());
    this.actor = actor;
  }

  /** Starts the actor of this node and returns the way to it. Once an actor system. */
  public static ExportSteps start(ActorSystem<?> system, StepServices services) {
    Behavior<Command> behavior =
        Behaviors.supervise(
                Behaviors.<Command>setup(context -> new SupervisorActor(context, services)))
            .onFailure(SupervisorStrategy.restart());
    return new ExportSteps(
        system, services, system.systemActorOf(behavior, "export-steps", Props.empty()));
  }

  @Override
  public void plan(ExportAttempt attempt, ExportRequest request) {
    BeginStep step = step(attempt, ExportStep.PLAN, entity -> steps.plan(attempt, request, entity));
    actor.tell(new BeginPlan(step, request.owner(), request.priority()));
  }

  @Override
  public void openUpload(ExportAttempt attempt, ExportPlan plan) {
    begin(attempt, ExportStep.UPLOAD, entity -> steps.openUpload(attempt, plan, entity));
  }

  @Override
  public void render(RenderRequest rendering) {
    actor.tell(
        new BeginStep(
            StepKey.of(rendering.attempt(), ExportStep.RENDER),
            entity ->
                RenderCoordinator.create(
                    rendering,
                    services.store(),
                    services.executor(),
                    services.guard(),
                    services.renderSettings(),
                    entity,
                    services.progress())));
  }

  @Override
  public void commit(
      ExportAttempt attempt,
      ExportPlan plan,
      UploadTarget uploadTarget,
      List<StoredPart> parts,
      long sequenceNumber) {
    begin(
        attempt,
        ExportStep.COMMIT,
        entity -> steps.commit(attempt, plan, uploadTarget, parts, sequenceNumber, entity));
  }

  @Override
  public void deliver(DeliveryRequest delivery) {
    actor.tell(
        new BeginStep(
            StepKey.ofDelivery(delivery.attempt(), delivery.destinationIndex()),
            entity -> services.deliveries().create(delivery, entity)));
  }

  @Override
  public void cleanUp(ExportAttempt attempt, List<EndedDelivery> ended) {
    begin(
        attempt,
        ExportStep.CLEAN_UP,
        entity -> steps.cleanUp(attempt, List.of(ObjectKeys.scratch(attempt)), ended, entity));
  }

  @Override
  public void discard(ExportAttempt attempt, List<EndedDelivery> ended) {
    begin(
        attempt,
        ExportStep.DISCARD,
        entity ->
            steps.cleanUp(
                attempt,
                List.of(ObjectKeys.scratch(attempt), ObjectKeys.files(attempt)),
                ended,
                entity));
  }

  @Override
  public void endUnplanned(ExportAttempt attempt) {
    begin(attempt, ExportStep.DISCARD, StoreSteps::endUnplanned);
  }

  @Override
  public void settle(ExportAttempt attempt, EndedUse use) {
    services.quotas().settle(attempt, use);
  }

  @Override
  public void changePriority(ExportAttempt attempt, Priority priority) {
    actor.tell(new PrioritizeStep(attempt, priority));
  }

  @Override
  public void stopSteps(ExportId id) {
    actor.tell(new StopSteps(id));
  }

  private void begin(
      ExportAttempt attempt, ExportStep step, Function<StepReports, CompletionStage<?>> work) {
    actor.tell(step(attempt, step, work));
  }

  private static BeginStep step(
      ExportAttempt attempt, ExportStep step, Function<StepReports, CompletionStage<?>> work) {
    StepKey key = StepKey.of(attempt, step);
    return new BeginStep(
        key, entity -> StepActor.create(key.toString(), entity, () -> work.apply(entity)));
  }

  /** Has each step of the supervisor be a child. */
  private static final class SupervisorActor extends AbstractBehavior<Command> {
    private final StepServices services;
    private final StepSupervisor<RunningStep> supervisor;
    private final PlanTurns<WaitingPlan> turns;

    private SupervisorActor(ActorContext<Command> context, StepServices services) {
      super(context);
      this.services = services;
      this.supervisor = new StepSupervisor<>(step -> context.stop(step.child()));
      this.turns =
          new PlanTurns<>(
              PlanTurns.TurnLimits.of(
                  NodePools.of(context.getSystem()).get(PoolName.SCENES).threads(),
                  NodePools.of(context.getSystem()).get(PoolName.PLANNING).threads(),
                  services.stepSettings().exportsPerOwner()));
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(BeginPlan.class, this::onBeginPlan)
          .onMessage(BeginStep.class, this::onBegin)
          .onMessage(PrioritizeStep.class, this::onPrioritize)
          .onMessage(StopSteps.class, this::onStopSteps)
          .onMessage(StepEnded.class, this::onEnded)
          .build();
    }

    private Behavior<Command> onBeginPlan(BeginPlan begin) {
      StepKey key = begin.step().key();
      ExportId id = key.attempt().id();
      Optional<StepReports> known =
          supervisor
              .find(key)
              .map(RunningStep::reports)
              .or(() -> turns.findWaiting(id).map(WaitingPlan::reports));
      if (known.isPresent() && known.get().attempt() == key.attempt().number()) {
        known.get().answerAgain();
        return this;
      }
      turns.add(id, begin.owner(), begin.priority(), new WaitingPlan(begin.step(), reports(key)));
      beginPlans();
      turns.findWaiting(id).ifPresent(plan -> plan.reports().reportWait(StepWait.QUEUED));
      return this;
    }

    /** Begins with the plans whose turn it is. */
    private void beginPlans() {
      for (var next = turns.next(); next.isPresent(); next = turns.next()) {
        WaitingPlan plan = next.get();
        plan.reports().reportWait(null);
        supervisor.begin(plan.step().key(), () -> start(plan.step(), plan.reports()));
      }
    }

    private Behavior<Command> onBegin(BeginStep begin) {
      StepKey key = begin.key();
      if (supervisor.begin(key, () -> start(begin, reports(key))).isEmpty()) {
        supervisor.find(key).ifPresent(step -> step.reports().answerAgain());
      }
      if (key.step().compareTo(ExportStep.CLEAN_UP) >= 0) {
        turns.ended(key.attempt().id());
      } else {
        turns.planned(key.attempt().id());
      }
      beginPlans();
      return this;
    }

    private RunningStep start(BeginStep begin, StepReports entity) {
      Behavior<Object> work = begin.work().apply(entity).unsafeCast();
      ActorRef<?> child =
          getContext().spawnAnonymous(Behaviors.withMdc(Object.class, begin.context(), work));
      var step = new RunningStep(child, entity);
      getContext().watchWith(child, new StepEnded(begin.key(), step));
      return step;
    }

    private StepReports reports(StepKey key) {
      return StepReports.to(
          services.entities().apply(key.attempt().id()),
          key.attempt().number(),
          key.step(),
          getContext().getSystem(),
          services.stepSettings());
    }

    private Behavior<Command> onPrioritize(PrioritizeStep wanted) {
      turns.prioritize(wanted.attempt().id(), wanted.priority());
      supervisor
          .find(StepKey.of(wanted.attempt(), ExportStep.RENDER))
          .ifPresent(
              coordinator ->
                  coordinator
                      .child()
                      .<RenderCoordinator.Command>unsafeUpcast()
                      .tell(new RenderCoordinator.ChangePriority(wanted.priority())));
      return this;
    }

    private Behavior<Command> onStopSteps(StopSteps stop) {
      supervisor.stopAll(stop.id());
      turns.ended(stop.id());
      beginPlans();
      return this;
    }

    private Behavior<Command> onEnded(StepEnded ended) {
      supervisor.ended(ended.key(), ended.step());
      if (ended.key().step() == ExportStep.PLAN) {
        turns.planned(ended.key().attempt().id());
        beginPlans();
      }
      return this;
    }
  }
}
