package io.landfall.worker;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.landfall.export.StepPorts;
import io.landfall.export.StepWait;
import io.landfall.export.entity.EntityCommand;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.StoredTask;
import io.landfall.pool.LogContext;
import io.landfall.schedule.QueueStatus;
import io.landfall.schedule.SchedulerOutput;
import io.landfall.schedule.TaskAssignment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** Sends to workers and the entity what the scheduler of a {@link RenderCoordinator} decides. */
final class CoordinatorOutbox implements SchedulerOutput<ActorRef<TileWorker.Command>> {
  /** How often the entity hears that the header comes further. */
  private static final Duration ALIVE_INTERVAL = Duration.ofSeconds(5);

  private final ActorContext<RenderCoordinator.Command> context;
  private final StepPorts.RenderRequest request;
  private final String planSha256;
  private final HeaderUpload header;
  private final StepReports entity;
  private final ProgressListener progress;
  private final Supplier<List<StoredTask>> done;
  private volatile long headerReportedAt;
  private volatile boolean isHeaderDue; // and nothing has begun with it

  CoordinatorOutbox(
      ActorContext<RenderCoordinator.Command> context,
      StepPorts.RenderRequest request,
      String planSha256,
      HeaderUpload header,
      StepReports entity,
      ProgressListener progress,
      Supplier<List<StoredTask>> done) {
    this.context = context;
    this.request = request;
    this.planSha256 = planSha256;
    this.header = header;
    this.entity = entity;
    this.progress = progress;
    this.done = done;
  }

  @Override
  public void watch(ActorRef<TileWorker.Command> worker) {
    context.watchWith(worker, new RenderCoordinator.WorkerTerminated(worker));
  }

  @Override
  public void offer(ActorRef<TileWorker.Command> worker, QueueStatus status) {
    worker.tell(new TileWorker.OfferTasks(status, context.getSelf()));
  }

  @Override
  public void lease(ActorRef<TileWorker.Command> worker, int task, QueueStatus status) {
    context.getLog().info("Leasing task {} of {} to {}", task, request.id(), worker.path());
    var what =
        new TaskAssignment(
            request.attempt(), planSha256, task, request.uploadTarget(), LogContext.trace());
    worker.tell(new TileWorker.LeaseTask(what, status, context.getSelf()));
  }

  @Override
  public void copyBegun(
      ActorRef<TileWorker.Command> worker, int task, ActorRef<TileWorker.Command> slower) {
    context
        .getLog()
        .info(
            "Begun task {} of {} at {} as well: it takes long at {}",
            task,
            request.id(),
            worker.path(),
            slower.path());
  }

  @Override
  public void noWork(ActorRef<TileWorker.Command> worker, QueueStatus status) {
    worker.tell(new TileWorker.NoTaskAvailable(status, context.getSelf()));
  }

  @Override
  public void ack(ActorRef<TileWorker.Command> worker, int task) {
    worker.tell(new TileWorker.TaskAcked(request.attempt(), task));
  }

  @Override
  public void commit(ActorRef<TileWorker.Command> worker, StoredTask task) {
    context.pipeToSelf(
        entity.<Done>report(
            replyTo -> new EntityCommand.AcceptTask(entity.attempt(), task, replyTo)),
        (done, thrown) -> new RenderCoordinator.TaskReported(worker, task, thrown));
  }

  @Override
  public void reportProgress(long tilesDone, long bytes) {
    progress.progress(request.id(), tilesDone, request.plan().layout().tilesTotal(), bytes);
  }

  @Override
  public void reportAlive() {
    entity.reportAlive();
  }

  @Override
  public void reportWait(StepWait what) {
    entity.reportWait(what);
  }

  @Override
  public void complete() {
    headerReportedAt = System.nanoTime();
    isHeaderDue = true;
    context.pipeToSelf(
        header.store(request, done.get(), this::headerCameFurther),
        (parts, thrown) -> new RenderCoordinator.HeaderStored(parts, thrown));
  }

  /** Time passes: says that the header waits for memory or a thread. */
  void tick() {
    if (isHeaderDue) {
      entity.reportWait(StepWait.QUEUED);
    }
  }

  /** Called by threads that make the header. */
  private void headerCameFurther() {
    if (entity.isAbandoned()) {
      throw new CancellationException("Nobody waits for the header of " + request.id());
    }
    isHeaderDue = false;
    entity.reportWait(null);
    long now = System.nanoTime();
    if (now - headerReportedAt >= ALIVE_INTERVAL.toNanos()) {
      headerReportedAt = now;
      entity.reportAlive();
    }
  }

  @Override
  public void fail(ExportFailure failure) {
    context.getLog().warn("Cannot render {}: {}", request.id(), failure.getMessage());
    context.pipeToSelf(
        entity.reportFailure(failure),
        (done, thrown) -> new RenderCoordinator.RenderingReported(thrown));
  }

  @Override
  public void warn(String what) {
    context.getLog().warn("{}: {}", request.id(), what);
  }
}
