package io.landfall.worker;

import static io.landfall.worker.RenderFixture.ID;
import static io.landfall.worker.RenderFixture.plan;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.RasterException;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.idle.IdleThreads;
import io.landfall.schedule.ExpectedTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is begun before anybody has leased it is rendered once, or as if it had not been begun. */
class HeadStartTest {
  private final WaitingExecutor executor = new WaitingExecutor();
  private final HeadStart headStart = new HeadStart(executor);

  @AfterEach
  void end() {
    executor.mayGoOn.complete(null);
    headStart.close();
  }

  @Test
  void taskThatWasBegunIsRenderedOnceAndItsProgressIsTold() {
    ExportPlan plan = plan(3);
    List<Integer> progress = new ArrayList<>();
    headStart.begin(ID, plan);
    executor.mayGoOn.complete(null);
    await().until(() -> executor.finished.size() == 1);

    RenderedTask rendered = headStart.render(plan(3), task(plan, 0), progress::add);

    assertThat(text(rendered)).contains("tile 3 of task 0");
    assertThat(executor.asked).containsExactly(0);
    assertThat(progress).containsExactly(4);
  }

  @Test
  void whoTakesOverEarlyWaitsHearsOfEachTileAndLendsIdleThreads() {
    ExportPlan plan = plan(1);
    List<Integer> progress = new CopyOnWriteArrayList<>();
    List<Runnable> helped = new CopyOnWriteArrayList<>();
    headStart.begin(ID, plan);

    var rendered =
        CompletableFuture.supplyAsync(
            () -> headStart.render(plan, task(plan, 0), progress::add, helped::add));
    await().until(() -> executor.idle != null && executor.idle.tryRun(() -> {}));
    executor.mayGoOn.complete(null);

    assertThat(text(rendered.join())).contains("tile 0 of task 0");
    assertThat(progress).containsExactly(1, 2, 3, 4);
    assertThat(helped).isNotEmpty();
    assertThat(executor.asked).containsExactly(0);
  }

  @Test
  void otherTasksAndSecondCopiesAreRenderedAsEver() {
    ExportPlan plan = plan(2);
    executor.mayGoOn.complete(null);
    headStart.begin(ID, plan);

    for (int task : new int[] {1, 0, 0}) {
      headStart.render(plan, task(plan, task), tiles -> {});
    }

    assertThat(executor.asked).containsExactlyInAnyOrder(0, 0, 1);
  }

  @Test
  void taskOfAnotherPlanIsRenderedAnew() {
    executor.mayGoOn.complete(null);
    headStart.begin(ID, plan(2));
    ExportPlan other = plan(3);

    headStart.render(other, task(other, 0), tiles -> {});

    await().until(() -> executor.asked.size() == 2);
    assertThat(executor.plans).containsExactlyInAnyOrder(plan(2), other);
  }

  @Test
  void whatFailedIsTriedAnewByWhoeverLeasesIt() {
    ExportPlan plan = plan(1);
    executor.failures.add(new ExportFailure(ErrorCode.SCENE_UNREADABLE, "for a moment"));
    executor.mayGoOn.complete(null);
    headStart.begin(ID, plan);

    RenderedTask rendered = headStart.render(plan, task(plan, 0), tiles -> {});

    assertThat(text(rendered)).contains("tile 0 of task 0");
    assertThat(executor.asked).containsExactly(0, 0);
  }

  @Test
  void planThatCannotBeRenderedHereIsLeftAlone() {
    executor.incompatibility = new ExportFailure(ErrorCode.EXPORT_TOO_LARGE, "too large");

    headStart.begin(ID, plan(1));

    assertThat(headStart.incompatibility(plan(1))).contains(executor.incompatibility);
    executor.incompatibility = null;
    executor.mayGoOn.complete(null);
    headStart.render(plan(1), task(plan(1), 0), tiles -> {});
    assertThat(executor.asked).containsExactly(0);
  }

  /** As where the way from a scene to the output cannot be made. */
  @Test
  void planWhoseTasksCannotBeCountedIsLeftAlone() {
    var broken = new RasterException(RasterException.Reason.UNSUPPORTED, "of a CRS");
    var unable =
        new RenderFixture.TextExecutor() {
          @Override
          public List<ExpectedTask> expectedTasks(ExportPlan plan) {
            throw broken;
          }
        };
    try (var alone = new HeadStart(unable)) {
      alone.begin(ID, plan(1));

      assertThatThrownBy(() -> alone.expectedTasks(plan(1))).isSameAs(broken);
    }
  }

  @Test
  void whatNobodyHasTakenOverEndsAtTheNextTile() {
    headStart.begin(ID, plan(1));
    await().until(() -> executor.asked.size() == 1);

    headStart.close();
    executor.mayGoOn.complete(null);

    await().until(() -> executor.thrown != null);
    assertThat(executor.thrown).isInstanceOf(CancellationException.class);
  }

  @Test
  void leaseThatIsCanceledEndsTheTask() {
    ExportPlan plan = plan(1);
    headStart.begin(ID, plan);
    executor.mayGoOn.complete(null);

    assertThatThrownBy(
            () ->
                headStart.render(
                    plan,
                    task(plan, 0),
                    tiles -> {
                      throw new CancellationException("Nobody waits");
                    }))
        .isInstanceOf(CancellationException.class);
  }

  private static PlannedTask task(ExportPlan plan, int number) {
    return plan.layout().tasks().get(number);
  }

  private static String text(RenderedTask task) {
    var all = new StringBuilder();
    task.full().forEach(tile -> all.append(new String(tile, UTF_8)));
    return all.toString();
  }

  /** Renders text, when it may, and remembers who asked. */
  private static final class WaitingExecutor extends RenderFixture.TextExecutor {
    private final CompletableFuture<Void> mayGoOn = new CompletableFuture<>();
    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final List<ExportPlan> plans = new CopyOnWriteArrayList<>();
    private final List<Integer> finished = new CopyOnWriteArrayList<>();
    private final List<ExportFailure> failures = new CopyOnWriteArrayList<>();
    private volatile ExportFailure incompatibility;
    private volatile IdleThreads idle;
    private volatile RuntimeException thrown;

    @Override
    public Optional<ExportFailure> incompatibility(ExportPlan plan) {
      return Optional.ofNullable(incompatibility);
    }

    @Override
    public RenderedTask render(
        ExportPlan plan, PlannedTask task, IntConsumer tilesDone, IdleThreads threads) {
      asked.add(task.index());
      plans.add(plan);
      idle = threads;
      mayGoOn.join();
      if (!failures.isEmpty()) {
        throw failures.remove(0);
      }
      try {
        RenderedTask rendered = render(plan, task, tilesDone);
        finished.add(task.index());
        return rendered;
      } catch (RuntimeException e) {
        thrown = e;
        throw e;
      }
    }
  }
}
