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
import io.landfall.export.CommitFence;
import io.landfall.export.ExportEntity;
import io.landfall.export.ExportPlanner;
import io.landfall.model.Attempt;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
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

  private record Begin(Attempt attempt, String step, Function<EntityReports, Behavior<?>> work)
      implements Command {}

  private record Prioritize(Attempt attempt, Priority priority) implements Command {}

  private record Release(ExportId id) implements Command {}

  private record Ended(Key key, ActorRef<?> child) implements Command {}

  /**
   * Whom the steps need.
   *
   * @param fence asked right before what cannot be undone
   * @param entities how to reach the entity of an export
   */
  public record Services(
      ObjectStore store,
      ExportPlanner planner,
      RunExecutor executor,
      Deliveries deliveries,
      RenderSettings settings,
      ProgressListener progress,
      CommitFence fence,
      Function<ExportId, RecipientRef<ExportEntity.Command>> entities) {}

  private static final String RENDER = "render";
  private static final String DELIVER = "deliver-";

  private final Services services;
  private final StoreSteps steps;
  private final ActorRef<Command> actor;

  private ExportSteps(ActorSystem<?> system, Services services, ActorRef<Command> actor) {
    this.services = services;
    this.steps =
        new StoreSteps(
            services.store(),
            services.planner(),
            HeaderJob.blocking(system),
            Later.of(system),
            services.fence());
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
  public void plan(Attempt attempt, ExportRequest request) {
    begin(attempt, "plan", entity -> steps.plan(request, entity));
  }

  @Override
  public void openUpload(Attempt attempt, ExportPlan plan) {
    begin(attempt, "open-upload", entity -> steps.openUpload(attempt, plan, entity));
  }

  @Override
  public void render(
      Attempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredRun> done,
      String owner,
      Priority priority) {
    var order = new RenderCoordinator.Order(attempt, plan, uploadId, done, owner, priority);
    actor.tell(
        new Begin(
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
      Attempt attempt, ExportPlan plan, String uploadId, List<StoredPart> parts, long version) {
    begin(
        attempt, "commit", entity -> steps.commit(attempt, plan, uploadId, parts, version, entity));
  }

  @Override
  public void deliver(Delivery order) {
    actor.tell(
        new Begin(
            order.attempt(),
            DELIVER + order.index(),
            entity -> services.deliveries().deliver(order, entity)));
  }

  @Override
  public void cleanUp(Attempt attempt, String uploadId) {
    begin(
        attempt,
        "clean-up",
        entity -> steps.cleanUp(attempt, List.of(ObjectKeys.scratch(attempt)), entity));
  }

  @Override
  public void discard(Attempt attempt, String uploadId) {
    begin(
        attempt,
        "discard",
        entity ->
            steps.cleanUp(
                attempt, List.of(ObjectKeys.scratch(attempt), ObjectKeys.files(attempt)), entity));
  }

  @Override
  public void prioritize(Attempt attempt, Priority priority) {
    actor.tell(new Prioritize(attempt, priority));
  }

  @Override
  public void release(ExportId id) {
    actor.tell(new Release(id));
  }

  private void begin(
      Attempt attempt, String step, Function<EntityReports, CompletionStage<?>> work) {
    actor.tell(
        new Begin(
            attempt,
            step,
            entity -> Step.create(step + " of " + attempt, entity, () -> work.apply(entity))));
  }

  private record Key(Attempt attempt, String step) {}

  /** Keeps the children. */
  private static final class Keeper extends AbstractBehavior<Command> {
    private final Services services;
    private final Map<ExportId, Map<Key, ActorRef<?>>> children = new HashMap<>();

    private Keeper(ActorContext<Command> context, Services services) {
      super(context);
      this.services = services;
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(Begin.class, this::onBegin)
          .onMessage(Prioritize.class, this::onPrioritize)
          .onMessage(Release.class, this::onRelease)
          .onMessage(Ended.class, this::onEnded)
          .build();
    }

    private Behavior<Command> onBegin(Begin begin) {
      Key key = new Key(begin.attempt(), begin.step());
      var running = children.computeIfAbsent(begin.attempt().id(), id -> new HashMap<>());
      if (running.containsKey(key)) {
        return this;
      }
      running.entrySet().removeIf(other -> ended(other, key));
      var entity =
          EntityReports.to(
              services.entities().apply(begin.attempt().id()),
              begin.attempt().number(),
              getContext().getSystem(),
              services.settings());
      ActorRef<?> child = getContext().spawnAnonymous(begin.work().apply(entity));
      running.put(key, child);
      getContext().watchWith(child, new Ended(key, child));
      return this;
    }

    private boolean ended(Map.Entry<Key, ActorRef<?>> other, Key by) {
      if (other.getKey().attempt().equals(by.attempt())
          && other.getKey().step().startsWith(DELIVER)
          && by.step().startsWith(DELIVER)) {
        return false;
      }
      getContext().stop(other.getValue());
      return true;
    }

    private Behavior<Command> onPrioritize(Prioritize wanted) {
      var running = children.getOrDefault(wanted.attempt().id(), Map.of());
      ActorRef<?> coordinator = running.get(new Key(wanted.attempt(), RENDER));
      if (coordinator != null) {
        coordinator
            .<RenderCoordinator.Command>unsafeUpcast()
            .tell(new RenderCoordinator.Reprioritize(wanted.priority()));
      }
      return this;
    }

    private Behavior<Command> onRelease(Release release) {
      var running = children.remove(release.id());
      if (running != null) {
        running.values().forEach(getContext()::stop);
      }
      return this;
    }

    private Behavior<Command> onEnded(Ended ended) {
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
