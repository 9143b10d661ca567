package io.landfall.render;

import io.landfall.model.ExportPlan;
import io.landfall.model.StoredRun;
import io.landfall.raster.RenderedRun;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Renders and uploads the jobs of a {@link TileWorker} on threads of its own. */
final class JobRunner {
  private final RunExecutor executor;
  private final RunUpload upload;
  private final PlanCache plans;
  private final ExecutorService threads;

  /** A rendered run, and the plan it is of. */
  record Work(ExportPlan plan, RenderedRun run) {}

  /** Nothing of an export can be rendered on this node. */
  static final class NotHere extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotHere(String why) {
      super(why);
    }
  }

  JobRunner(ObjectStore store, RunExecutor executor, String node) {
    this.executor = executor;
    this.upload = new RunUpload(store, executor, node);
    this.plans = new PlanCache(store);
    this.threads =
        Executors.newCachedThreadPool( // how many there are is for the desk to say
            work -> {
              Thread thread = new Thread(work, "landfall-render");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Renders a job. To be called by one thread; fails with {@link NotHere} where it cannot. */
  CompletionStage<Work> render(Job<?> job) {
    RunOrder order = job.order();
    return plans
        .get(order.attempt(), order.planSha256())
        .thenApplyAsync(plan -> new Work(plan, render(job, plan)), threads);
  }

  private RenderedRun render(Job<?> job, ExportPlan plan) {
    job.checkWanted();
    executor
        .hindrance(plan)
        .ifPresent(
            why -> {
              throw new NotHere(why);
            });
    var run = plan.layout().runs().get(job.order().run());
    return executor.render(plan, run, job::progress);
  }

  CompletionStage<StoredRun> store(Job<?> job, Work work) {
    return upload.store(job.order(), work.plan(), work.run());
  }

  void stop() {
    threads.shutdown();
  }
}
