package io.landfall.worker;

import io.landfall.export.CrashGuard;
import io.landfall.export.GuardedWork;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.pool.LogContext;
import io.landfall.pool.MemoryBudget;
import io.landfall.pool.ThreadNiceness;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.idle.IdleThreads;
import io.landfall.schedule.LeasedTask;
import io.landfall.schedule.TaskAssignment;
import io.landfall.schedule.TaskMemory;
import io.landfall.store.ObjectStore;
import io.landfall.trace.WorkTraces;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Renders and uploads the tasks of a {@link TileWorker} on threads of its own. */
final class TaskRunner {
  private final TaskExecutor executor;
  private final CrashGuard guard;
  private final TaskUpload upload;
  private final PlanCache plans;
  private final WorkTraces traces;
  private final ExecutorService threads;
  private final int slots;
  private final MemoryBudget memory;

  /** Threads that render, tasks or parts of them. */
  private final AtomicInteger working = new AtomicInteger();

  /** A rendered task, and the plan it is of. */
  record RenderedWithPlan(ExportPlan plan, RenderedTask rendered) {}

  /** Nothing of an export can be rendered on this node. */
  static final class UnsupportedPlanException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ExportFailure failure;

    UnsupportedPlanException(ExportFailure failure) {
      super(failure.getMessage());
      this.failure = failure;
    }

    ExportFailure failure() {
      return failure;
    }
  }

  /**
   * @param slots how many tasks the queue has rendered at a time; where there are fewer, threads
   *     are idle
   * @param memory that parts of tasks are taken from as tasks are
   */
  TaskRunner(
      ObjectStore store,
      PlanCache plans,
      TaskExecutor executor,
      CrashGuard guard,
      String node,
      int slots,
      MemoryBudget memory,
      WorkTraces traces) {
    this.traces = traces;
    this.slots = slots;
    this.memory = memory;
    this.executor = executor;
    this.guard = guard;
    this.upload = new TaskUpload(store, executor, node);
    this.plans = plans;
    this.threads =
        Executors.newCachedThreadPool( // how many there are is for the queue to say
            work -> {
              Thread thread = new Thread(ThreadNiceness.behindCallers(work), "landfall-render");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Renders a task. To be called by one thread; fails with {@link UnsupportedPlanException} where
   * it cannot.
   */
  CompletionStage<RenderedWithPlan> render(LeasedTask<?> task) {
    TaskAssignment assignment = task.assignment();
    if (assignment.trace() != null) {
      traces.note(assignment.attempt().id().toString(), assignment.trace());
    }
    return plans
        .get(assignment.attempt(), assignment.planSha256())
        .exceptionally(TaskRunner::withoutPlan)
        .thenApplyAsync(
            plan -> new RenderedWithPlan(plan, render(task, plan)),
            work -> threads.execute(() -> LogContext.run(logContext(assignment), work)));
  }

  /** A plan that this release cannot read is one for other nodes, not a fault of its tasks. */
  private static ExportPlan withoutPlan(Throwable thrown) {
    ExportFailure failure = ExportFailure.of(thrown);
    throw failure.code() == ErrorCode.OPTION_UNSUPPORTED
        ? new UnsupportedPlanException(failure)
        : new CompletionException(thrown);
  }

  private static Map<String, String> logContext(TaskAssignment assignment) {
    Map<String, String> context =
        LogContext.of(assignment.attempt().id().toString(), assignment.trace());
    context.put(LogContext.TASK, String.valueOf(assignment.task()));
    return context;
  }

  private RenderedTask render(LeasedTask<?> task, ExportPlan plan) {
    task.checkNotCanceled();
    executor
        .incompatibility(plan)
        .ifPresent(
            why -> {
              throw new UnsupportedPlanException(why);
            });
    TaskAssignment assignment = task.assignment();
    var planned = plan.layout().tasks().get(assignment.task());
    IdleThreads idle =
        work -> tryRun(TaskMemory.bytes(plan), () -> LogContext.run(logContext(assignment), work));
    working.incrementAndGet();
    try {
      return guard.call(
          GuardedWork.task(assignment.attempt().id(), assignment.task()),
          () -> executor.render(plan, planned, task::reportProgress, idle));
    } finally {
      working.decrementAndGet();
    }
  }

  /** Runs a part of a task where a slot is free that no task is for. */
  private boolean tryRun(long bytes, Runnable work) {
    if (working.getAndIncrement() >= slots || !memory.tryTake(bytes)) {
      working.decrementAndGet();
      return false;
    }
    boolean begun = false;
    try {
      threads.execute(
          () -> {
            try {
              work.run();
            } finally {
              endPart(bytes);
            }
          });
      begun = true;
    } catch (RejectedExecutionException e) {
      return false; // the node ends
    } finally {
      if (!begun) {
        endPart(bytes);
      }
    }
    return true;
  }

  private void endPart(long bytes) {
    memory.release(bytes);
    working.decrementAndGet();
  }

  CompletionStage<StoredTask> store(LeasedTask<?> task, RenderedWithPlan work) {
    return upload.store(task.assignment(), work.plan(), work.rendered());
  }

  void stop() {
    threads.shutdown();
  }
}
