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
import io.landfall.export.ExportPlanner;
import io.landfall.export.StepPorts;
import io.landfall.export.entity.EntityCommand;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.ExportRequest;
import io.landfall.schedule.RenderSettings;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.worker.HeaderUpload;
import io.landfall.worker.ProgressListener;
import io.landfall.worker.RenderCoordinator;
import io.landfall.worker.StepReports;
import io.landfall.worker.TaskExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The next steps of all exports whose entities live on this node. Safe for any thread: it only
 * sends a message to one actor, which keeps a child for each step that is under way. Asking again
 * for a step that runs does nothing; asking for another ends it first, except that deliveries go
 * side by side.
 */
public final class ExportSteps implements StepPorts {

  /** What the actor behind this understands. */
  public sealed interface Command {}

  private record BeginStep(
      ExportAttempt attempt, String step, Function<StepReports, Behavior<?>> work)
      implements Command {}

  private record PrioritizeStep(ExportAttempt attempt, Priority priority) implements Command {}

  private record ReleaseSteps(ExportId id) implements Command {}

  private record StepEnded(StepKey key, ActorRef<?> child) implements Command {}

  /**
   * Whom the steps need.
   *
   * @param fencing asked right before what cannot be undone
   * @param entities how to reach the entity of an export
   */
  public record StepServices(
      ObjectStore store,
      ExportPlanner planner,
      TaskExecutor executor,
      DeliveryFactory deliveries,
      RenderSettings settings,
      ProgressListener progress,
      CommitFencingCheck fencing,
      Function<ExportId, RecipientRef<EntityCommand>> entities) {}

  private static final String RENDER = "render";
  private static final String DELIVER = "deliver-";

  private final StepServices services;
  private final StoreSteps steps;
  private final ActorRef<Command> actor;

  private ExportSteps(ActorSystem<?> system, StepServices services, ActorRef<Command> actor) {
    this.services = services;
    this.steps =
        new StoreSteps(
            services.store(),
            services.planner(),
            HeaderUpload.blocking(system),
            DelayScheduler.of(system),
            services.fencing());
    this.actor = actor;
  }

  /** Starts the actor of this node and returns the way to it. Once an actor system. */
  public static ExportSteps start(ActorSystem<?> system, StepServices services) {
    Behavior<Command> behavior =
        Behaviors.supervise(
                Behaviors.<Command>setup(context -> new StepSupervisor(context, services)))
            .onFailure(SupervisorStrategy.restart());
    return new ExportSteps(
        system, services, system.systemActorOf(behavior, "export-steps", Props.empty()));
  }

  @Override
  public void plan(ExportAttempt attempt, ExportRequest request) {
    begin(attempt, "plan", entity -> steps.plan(request, entity));
  }

  @Override
  public void openUpload(ExportAttempt attempt, ExportPlan plan) {
    begin(attempt, "open-upload", entity -> steps.openUpload(attempt, plan, entity));
  }

  @Override
  public void render(
      ExportAttempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredTask> done,
      String owner,
      Priority priority) {
    var order =
        new RenderCoordinator.RenderAssignment(attempt, plan, uploadId, done, owner, priority);
    actor.tell(
        new BeginStep(
            attempt,
            RENDER,
            entity ->
                RenderCoordinator.create(
                    order,
                    services.store(),
                    services.executor(),
                    services.settings(),
                    entity,
                    services.progress())));
  }

  @Override
  public void commit(
      ExportAttempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredPart> parts,
      long sequenceNumber) {
    begin(
        attempt,
        "commit",
        entity -> steps.commit(attempt, plan, uploadId, parts, sequenceNumber, entity));
  }

  @Override
  public void deliver(DeliveryRequest order) {
    actor.tell(
        new BeginStep(
            order.attempt(),
            DELIVER + order.destinationIndex(),
            entity -> services.deliveries().create(order, entity)));
  }

  @Override
  public void cleanUp(ExportAttempt attempt, String uploadId) {
    begin(
        attempt,
        "clean-up",
        entity -> steps.cleanUp(attempt, List.of(ObjectKeys.scratch(attempt)), entity));
  }

  @Override
  public void discard(ExportAttempt attempt, String uploadId) {
    begin(
        attempt,
        "discard",
        entity ->
            steps.cleanUp(
                attempt, List.of(ObjectKeys.scratch(attempt), ObjectKeys.files(attempt)), entity));
  }

  @Override
  public void changePriority(ExportAttempt attempt, Priority priority) {
    actor.tell(new PrioritizeStep(attempt, priority));
  }

  @Override
  public void stopSteps(ExportId id) {
    actor.tell(new ReleaseSteps(id));
  }

  private void begin(
      ExportAttempt attempt, String step, Function<StepReports, CompletionStage<?>> work) {
    actor.tell(
        new BeginStep(
            attempt,
            step,
            entity -> StepActor.create(step + " of " + attempt, entity, () -> work.apply(entity))));
  }

  private record StepKey(ExportAttempt attempt, String step) {}

  /** Keeps the children. */
  private static final class StepSupervisor extends AbstractBehavior<Command> {
    private final StepServices services;
    private final Map<ExportId, Map<StepKey, ActorRef<?>>> children = new HashMap<>();

    private StepSupervisor(ActorContext<Command> context, StepServices services) {
      super(context);
      this.services = services;
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(BeginStep.class, this::onBegin)
          .onMessage(PrioritizeStep.class, this::onPrioritize)
          .onMessage(ReleaseSteps.class, this::onRelease)
          .onMessage(StepEnded.class, this::onEnded)
          .build();
    }

    private Behavior<Command> onBegin(BeginStep begin) {
      StepKey key = new StepKey(begin.attempt(), begin.step());
      var running = children.computeIfAbsent(begin.attempt().id(), id -> new HashMap<>());
      if (running.containsKey(key)) {
        return this;
      }
      running.entrySet().removeIf(other -> stopOther(other, key));
      var entity =
          StepReports.to(
              services.entities().apply(begin.attempt().id()),
              begin.attempt().number(),
              getContext().getSystem(),
              services.settings());
      ActorRef<?> child = getContext().spawnAnonymous(begin.work().apply(entity));
      running.put(key, child);
      getContext().watchWith(child, new StepEnded(key, child));
      return this;
    }

    private boolean stopOther(Map.Entry<StepKey, ActorRef<?>> other, StepKey by) {
      if (other.getKey().attempt().equals(by.attempt())
          && other.getKey().step().startsWith(DELIVER)
          && by.step().startsWith(DELIVER)) {
        return false;
      }
      getContext().stop(other.getValue());
      return true;
    }

    private Behavior<Command> onPrioritize(PrioritizeStep wanted) {
      var running = children.getOrDefault(wanted.attempt().id(), Map.of());
      ActorRef<?> coordinator = running.get(new StepKey(wanted.attempt(), RENDER));
      if (coordinator != null) {
        coordinator
            .<RenderCoordinator.Command>unsafeUpcast()
            .tell(new RenderCoordinator.ChangePriority(wanted.priority()));
      }
      return this;
    }

    private Behavior<Command> onRelease(ReleaseSteps release) {
      var running = children.remove(release.id());
      if (running != null) {
        running.values().forEach(getContext()::stop);
      }
      return this;
    }

    private Behavior<Command> onEnded(StepEnded ended) {
      var running = children.get(ended.key().attempt().id());
      if (running != null) {
        running.remove(ended.key(), ended.child());
        if (running.isEmpty()) {
          children.remove(ended.key().attempt().id());
        }
      }
      return this;
    }
  }
}
