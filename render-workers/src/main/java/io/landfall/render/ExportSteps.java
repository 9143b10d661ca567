package io.landfall.render;

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
import io.landfall.export.Collaborators;
import io.landfall.export.ExportEntity;
import io.landfall.export.ExportPlanner;
import io.landfall.model.Destination;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.time.Instant;
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
public final class ExportSteps implements Collaborators {

  /** What the actor behind this understands. */
  public sealed interface Command {}

  private record Begin(ExportId id, String step, Function<EntityReports, Behavior<?>> work)
      implements Command {}

  private record Release(ExportId id) implements Command {}

  private record Ended(ExportId id, String step, ActorRef<?> child) implements Command {}

  /**
   * Whom the steps need.
   *
   * @param entities how to reach the entity of an export
   */
  public record Services(
      ObjectStore store,
      ExportPlanner planner,
      RunExecutor executor,
      Deliveries deliveries,
      RenderSettings settings,
      ProgressListener progress,
      Function<ExportId, RecipientRef<ExportEntity.Command>> entities) {}

  private final Services services;
  private final StoreSteps steps;
  private final ActorRef<Command> actor;

  private ExportSteps(ActorSystem<?> system, Services services, ActorRef<Command> actor) {
    this.services = services;
    this.steps =
        new StoreSteps(
            services.store(), services.planner(), HeaderJob.blocking(system), Later.of(system));
    this.actor = actor;
  }

  /** Starts the actor of this node and returns the way to it. Once an actor system. */
  public static ExportSteps start(ActorSystem<?> system, Services services) {
    Behavior<Command> behavior =
        Behaviors.supervise(Behaviors.<Command>setup(context -> new Keeper(context, services)))
            .onFailure(SupervisorStrategy.restart());
    return new ExportSteps(
        system, services, system.systemActorOf(behavior, "export-steps", Props.empty()));
  }

  @Override
  public void plan(ExportId id, ExportRequest request) {
    begin(id, "plan", entity -> steps.plan(request, entity));
  }

  @Override
  public void openUpload(ExportId id, ExportPlan plan) {
    begin(id, "open-upload", entity -> steps.openUpload(id, plan, entity));
  }

  @Override
  public void render(ExportId id, ExportPlan plan, String uploadId, List<StoredRun> done) {
    var order = new RenderCoordinator.Order(id, plan, uploadId, done);
    actor.tell(
        new Begin(
            id,
            "render",
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
  public void commit(ExportId id, ExportPlan plan, String uploadId, List<StoredPart> parts) {
    begin(id, "commit", entity -> steps.commit(id, plan, uploadId, parts, entity));
  }

  @Override
  public void deliver(
      ExportId id,
      ExportPlan plan,
      StoredObject object,
      int index,
      Destination destination,
      Instant requestedAt) {
    var order = new Deliveries.Order(id, plan, object, index, destination, requestedAt);
    actor.tell(
        new Begin(
            id, Keeper.DELIVER + index, entity -> services.deliveries().deliver(order, entity)));
  }

  @Override
  public void cleanUp(ExportId id, String uploadId) {
    begin(id, "clean-up", entity -> steps.cleanUp(id, List.of(ObjectKeys.scratch(id)), entity));
  }

  @Override
  public void discard(ExportId id, String uploadId) {
    begin(
        id,
        "discard",
        entity -> steps.cleanUp(id, List.of(ObjectKeys.scratch(id), ObjectKeys.files(id)), entity));
  }

  @Override
  public void release(ExportId id) {
    actor.tell(new Release(id));
  }

  private void begin(ExportId id, String step, Function<EntityReports, CompletionStage<?>> work) {
    actor.tell(
        new Begin(
            id, step, entity -> Step.create(step + " of " + id, entity, () -> work.apply(entity))));
  }

  /** Keeps the children. */
  private static final class Keeper extends AbstractBehavior<Command> {
    static final String DELIVER = "deliver-";

    private final Services services;
    private final Map<ExportId, Map<String, ActorRef<?>>> children = new HashMap<>();

    private Keeper(ActorContext<Command> context, Services services) {
      super(context);
      this.services = services;
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(Begin.class, this::onBegin)
          .onMessage(Release.class, this::onRelease)
          .onMessage(Ended.class, this::onEnded)
          .build();
    }

    private Behavior<Command> onBegin(Begin begin) {
      var running = children.computeIfAbsent(begin.id(), id -> new HashMap<>());
      if (running.containsKey(begin.step())) {
        return this;
      }
      running.entrySet().removeIf(other -> ended(other, begin.step()));
      var entity =
          EntityReports.to(
              services.entities().apply(begin.id()), getContext().getSystem(), services.settings());
      ActorRef<?> child = getContext().spawnAnonymous(begin.work().apply(entity));
      running.put(begin.step(), child);
      getContext().watchWith(child, new Ended(begin.id(), begin.step(), child));
      return this;
    }

    private boolean ended(Map.Entry<String, ActorRef<?>> other, String by) {
      if (other.getKey().startsWith(DELIVER) && by.startsWith(DELIVER)) {
        return false;
      }
      getContext().stop(other.getValue());
      return true;
    }

    private Behavior<Command> onRelease(Release release) {
      var running = children.remove(release.id());
      if (running != null) {
        running.values().forEach(getContext()::stop);
      }
      return this;
    }

    private Behavior<Command> onEnded(Ended ended) {
      var running = children.get(ended.id());
      if (running != null) {
        running.remove(ended.step(), ended.child());
        if (running.isEmpty()) {
          children.remove(ended.id());
        }
      }
      return this;
    }
  }
}
