package io.landfall.worker;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.landfall.export.StepPorts;
import io.landfall.export.StepWait;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.schedule.ExpectedTask;
import io.landfall.store.PlanCodec;
import io.landfall.worker.RenderCoordinator.Command;
import io.landfall.worker.RenderCoordinator.PlanPrepared;
import io.landfall.worker.RenderCoordinator.PrepareAgain;
import io.landfall.worker.RenderCoordinator.RenderingReported;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What a coordinator knows of its plan before it gives out tasks. A plan may have thousands of
 * tasks and scenes, and a coordinate system that was never used yet, so it is worked out on a pool,
 * not where all other actors wait.
 *
 * @param plan as workers fetch it
 * @param tasks in the order of the plan
 */
record RenderPreparation(PlanCodec.EncodedPlan plan, List<ExpectedTask> tasks) {
  private static final int MOST_STASHED = 1000;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  RenderPreparation {
    tasks = List.copyOf(tasks);
  }

  /**
   * Returns what a coordinator is at first. Only who made it knows of it yet; what that one says
   * waits. Where too much waits on the pool it asks again.
   *
   * @param then what it is afterwards
   */
  static Behavior<Command> first(
      StepPorts.RenderRequest request,
      TaskExecutor executor,
      StepReports entity,
      BiFunction<ActorContext<Command>, RenderPreparation, Behavior<Command>> then) {
    return Behaviors.setup(
        context -> {
          BoundedPool pool = NodePools.of(context.getSystem()).get(PoolName.PLANNING);
          Runnable begin =
              () -> context.pipeToSelf(pool.supply(() -> of(request, executor)), PlanPrepared::new);
          begin.run();
          return Behaviors.withStash(
              MOST_STASHED,
              stash ->
                  Behaviors.receive(Command.class)
                      .onMessage(
                          PlanPrepared.class,
                          prepared ->
                              prepared.failure() == null
                                  ? stash.unstashAll(then.apply(context, prepared.plan()))
                                  : again(prepared.failure(), context, request, entity))
                      .onMessage(RenderingReported.class, reported -> Behaviors.stopped())
                      .onMessage(
                          PrepareAgain.class,
                          again -> {
                            entity.reportWait(null);
                            begin.run();
                            return Behaviors.same();
                          })
                      .onAnyMessage(
                          other -> {
                            stash.stash(other);
                            return Behaviors.same();
                          })
                      .onSignal(
                          PostStop.class,
                          stop -> {
                            entity.abandon();
                            return Behaviors.same();
                          })
                      .build());
        });
  }

  private static RenderPreparation of(StepPorts.RenderRequest request, TaskExecutor executor) {
    return new RenderPreparation(
        PlanCodec.encode(request.plan()), executor.expectedTasks(request.plan()));
  }

  private static Behavior<Command> again(
      Throwable failure,
      ActorContext<Command> context,
      StepPorts.RenderRequest request,
      StepReports entity) {
    ExportFailure why = ExportFailure.of(failure);
    if (why.code() == ErrorCode.NODE_BUSY) {
      entity.reportWait(StepWait.QUEUED);
      context.scheduleOnce(PAUSE, context.getSelf(), PrepareAgain.PREPARE_AGAIN);
      return Behaviors.same();
    }
    context.getLog().warn("Cannot render {}: {}", request.id(), why.getMessage(), failure);
    context.pipeToSelf(entity.reportFailure(why), (done, thrown) -> new RenderingReported(thrown));
    return Behaviors.same();
  }
}
