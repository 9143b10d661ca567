package io.landfall.worker;

import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedTask;
import io.landfall.pool.LogContext;
import io.landfall.pool.ThreadNiceness;
import io.landfall.raster.cog.HeaderBuilder;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.idle.IdleThreads;
import io.landfall.schedule.ExpectedTask;
import io.landfall.store.PlanCodec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Begins the first task of an export while its node starts, where both are of one process: it is
 * planned before database, store and actors are there, and a processor would stand still. Who
 * leases that task of that plan takes over what is there, and waits for the rest. What failed is
 * rendered again as if it had not been tried, so that failures are told and retried as always.
 */
public final class HeadStart implements TaskExecutor, AutoCloseable {
  private final TaskExecutor executor;
  private final AtomicReference<BegunTask> begun = new AtomicReference<>();

  /** Makes one that has not begun; everything is left to {@code executor} until it has. */
  public HeadStart(TaskExecutor executor) {
    this.executor = executor;
  }

  /**
   * Begins the task that is leased first, on a thread of its own that steps back behind those that
   * start the node. A plan that cannot be rendered here is left alone: who leases its tasks tells.
   *
   * @param id as the log names the export
   */
  public void begin(ExportId id, ExportPlan plan) {
    Optional<PlannedTask> first = first(plan);
    if (first.isEmpty()) {
      return;
    }
    var task = new BegunTask(first.get());
    if (!begun.compareAndSet(null, task)) {
      throw new IllegalStateException("It has begun " + begun.get());
    }
    Runnable work = () -> LogContext.run(LogContext.of(id.toString(), null), () -> task.run(plan));
    var thread = new Thread(ThreadNiceness.behindCallers(work), "landfall-render");
    thread.setDaemon(true);
    thread.start();
  }

  private Optional<PlannedTask> first(ExportPlan plan) {
    try {
      OptionalInt first =
          executor.incompatibility(plan).isPresent()
              ? OptionalInt.empty()
              : ExpectedTask.first(executor.expectedTasks(plan));
      return first.isPresent()
          ? Optional.of(plan.layout().tasks().get(first.getAsInt()))
          : Optional.empty();
    } catch (RuntimeException unusable) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<ExportFailure> incompatibility(ExportPlan plan) {
    return executor.incompatibility(plan);
  }

  @Override
  public List<ExpectedTask> expectedTasks(ExportPlan plan) {
    return executor.expectedTasks(plan);
  }

  @Override
  public RenderedTask render(ExportPlan plan, PlannedTask task, IntConsumer tilesDone) {
    return render(plan, task, tilesDone, IdleThreads.NONE);
  }

  @Override
  public RenderedTask render(
      ExportPlan plan, PlannedTask task, IntConsumer tilesDone, IdleThreads idle) {
    BegunTask mine = begun.get();
    if (mine != null && mine.task.equals(task) && begun.compareAndSet(mine, null)) {
      Optional<RenderedTask> rendered = mine.takeOver(plan, tilesDone, idle);
      if (rendered.isPresent()) {
        return rendered.get();
      }
    }
    return executor.render(plan, task, tilesDone, idle);
  }

  @Override
  public HeaderBuilder header(ExportPlan plan) {
    return executor.header(plan);
  }

  @Override
  public List<byte[]> wholeFile(ExportPlan plan, RenderedTask task) {
    return executor.wholeFile(plan, task);
  }

  /** Ends what nobody has taken over. */
  @Override
  public void close() {
    BegunTask left = begun.getAndSet(null);
    if (left != null) {
      left.cancel();
    }
  }

  /** The task under way. Its progress is nobody's until somebody takes it over. */
  private final class BegunTask implements IdleThreads {
    private final PlannedTask task;
    private final CompletableFuture<String> planSha256 = new CompletableFuture<>();
    private final CompletableFuture<RenderedTask> rendered = new CompletableFuture<>();
    private volatile IdleThreads idle = IdleThreads.NONE;
    private IntConsumer tilesDone = tiles -> {};
    private int tiles;
    private boolean isCanceled;

    BegunTask(PlannedTask task) {
      this.task = task;
    }

    /** Renders it, whatever comes of it. */
    void run(ExportPlan plan) {
      try {
        planSha256.complete(PlanCodec.encode(plan).sha256());
        rendered.complete(executor.render(plan, task, this::report, this));
      } catch (RuntimeException | Error e) {
        planSha256.completeExceptionally(e); // unless it is complete
        rendered.completeExceptionally(e);
      }
    }

    /** Waits for it; empty: it is of another plan, or it has failed. */
    Optional<RenderedTask> takeOver(
        ExportPlan plan, IntConsumer newTilesDone, IdleThreads newIdle) {
      String wanted = PlanCodec.encode(plan).sha256();
      if (!wanted.equals(planSha256.exceptionally(failure -> "").join())) {
        cancel();
        return Optional.empty();
      }
      listen(newTilesDone);
      idle = newIdle;
      return rendered
          .<Optional<RenderedTask>>handle((it, failure) -> Optional.ofNullable(it))
          .join();
    }

    @Override
    public boolean tryRun(Runnable work) {
      return idle.tryRun(work);
    }

    private synchronized void report(int count) {
      if (isCanceled) {
        throw new CancellationException("Nobody waits for task " + task.index());
      }
      tiles = count;
      tilesDone.accept(count);
    }

    private synchronized void listen(IntConsumer listener) {
      tilesDone = listener;
      if (tiles > 0) {
        listener.accept(tiles);
      }
    }

    synchronized void cancel() {
      isCanceled = true;
    }

    @Override
    public String toString() {
      return "task " + task.index();
    }
  }
}
