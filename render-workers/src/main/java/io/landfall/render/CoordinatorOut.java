package io.landfall.render;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.landfall.export.ExportEntity;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredRun;
import java.util.List;
import java.util.function.Supplier;

/** Says to workers and the entity what the scheduler of a {@link RenderCoordinator} decides. */
final class CoordinatorOut implements RunScheduler.Out<ActorRef<TileWorker.Command>> {
  private final ActorContext<RenderCoordinator.Command> context;
  private final RenderCoordinator.Order order;
  private final String planSha256;
  private final HeaderJob header;
  private final EntityReports entity;
  private final ProgressListener progress;
  private final Supplier<List<StoredRun>> done;

  CoordinatorOut(
      ActorContext<RenderCoordinator.Command> context,
      RenderCoordinator.Order order,
      String planSha256,
      HeaderJob header,
      EntityReports entity,
      ProgressListener progress,
      Supplier<List<StoredRun>> done) {
    this.context = context;
    this.order = order;
    this.planSha256 = planSha256;
    this.header = header;
    this.entity = entity;
    this.progress = progress;
    this.done = done;
  }

  @Override
  public void watch(ActorRef<TileWorker.Command> worker) {
    context.watchWith(worker, new RenderCoordinator.WorkerGone(worker));
  }

  @Override
  public void offer(ActorRef<TileWorker.Command> worker, Standing standing) {
    worker.tell(new TileWorker.Offer(standing, context.getSelf()));
  }

  @Override
  public void lease(ActorRef<TileWorker.Command> worker, int run, Standing standing) {
    context.getLog().info("Leasing run {} of {} to {}", run, order.id(), worker.path());
    var what = new RunOrder(order.attempt(), planSha256, run, order.uploadId());
    worker.tell(new TileWorker.Lease(what, standing, context.getSelf()));
  }

  @Override
  public void noWork(ActorRef<TileWorker.Command> worker, Standing standing) {
    worker.tell(new TileWorker.NoWork(standing, context.getSelf()));
  }

  @Override
  public void seen(ActorRef<TileWorker.Command> worker, int run) {
    worker.tell(new TileWorker.RunSeen(order.attempt(), run));
  }

  @Override
  public void journal(ActorRef<TileWorker.Command> worker, StoredRun run) {
    context.pipeToSelf(
        entity.<Done>tell(replyTo -> new ExportEntity.AcceptRun(entity.attempt(), run, replyTo)),
        (done, thrown) -> new RenderCoordinator.RunTold(worker, run, thrown));
  }

  @Override
  public void moved(long tilesDone, long bytes) {
    progress.progress(order.id(), tilesDone, order.plan().layout().tilesTotal(), bytes);
  }

  @Override
  public void stillWorking() {
    entity.stillWorking("render");
  }

  @Override
  public void complete() {
    context.pipeToSelf(
        header.store(order, done.get()),
        (parts, thrown) -> new RenderCoordinator.HeaderStored(parts, thrown));
  }

  @Override
  public void fail(ExportFailure failure) {
    context.getLog().warn("Cannot render {}: {}", order.id(), failure.getMessage());
    context.pipeToSelf(
        entity.fail("render", failure), (done, thrown) -> new RenderCoordinator.Told(thrown));
  }

  @Override
  public void warn(String what) {
    context.getLog().warn("{}: {}", order.id(), what);
  }
}
