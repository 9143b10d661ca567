package io.landfall.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;
import io.landfall.model.Priority;
import io.landfall.model.plan.StoredTask;
import io.landfall.pool.MemoryBudget;
import io.landfall.worker.RenderFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeTaskQueueTest {
  private final List<String> said = new ArrayList<>();
  private final NodeTaskQueue<String> queue = new NodeTaskQueue<>(2, 1, 1 << 20, 0, new Said());

  /** Else the two would send the task to and fro as fast as messages go. */
  @Test
  void aTaskThatIsRenderedForAnotherCoordinatorIsHandedBackAndNotAskedForAtOnce() {
    queue.offer("old", status(1), 0);
    queue.lease("old", assignment(0), status(0), 0);
    queue.offer("new", status(1), 0);
    said.clear();

    queue.lease("new", assignment(0), status(1), 0);

    assertThat(said).containsExactly("new gets 0 back");
    queue.offer("new", status(1), 0);
    assertThat(said).containsExactly("new gets 0 back", "pull from new");
  }

  /** Headers and images take of the same memory, and tell nobody when they give it back. */
  @Test
  void memoryThatOthersGiveBackIsNoticed() {
    var memory = new MemoryBudget(100);
    var shared = new NodeTaskQueue<String>(2, 1, memory, 0, 0, new Said());
    memory.take(100);
    shared.offer("a", status(1), 1L << 40);
    assertThat(said).isEmpty();
    assertThat(shared.isIdle()).as("it ticks").isFalse();

    memory.release(100);
    shared.tick(1L << 41);

    assertThat(said).containsExactly("pull from a");
  }

  private static QueueStatus status(int waiting) {
    return new QueueStatus(RenderFixture.ID, "owner", Priority.NORMAL, 0, waiting, 1, 0);
  }

  private static TaskAssignment assignment(int task) {
    return new TaskAssignment(
        ExportAttempt.first(RenderFixture.ID),
        "sha",
        task,
        new UploadTarget.MultipartUpload("upload"));
  }

  private final class Said implements NodeTaskQueue.TaskQueueOutput<String> {
    @Override
    public void watch(String coordinator) {}

    @Override
    public void pull(String coordinator, WorkerStatus status) {
      said.add("pull from " + coordinator);
    }

    @Override
    public void render(LeasedTask<String> leased) {
      said.add("render " + leased.assignment().task());
    }

    @Override
    public void reportProgress(
        String coordinator, List<NodeTaskQueue.TaskProgress> tasks, int exports) {}

    @Override
    public void reportStored(String coordinator, StoredTask task) {}

    @Override
    public void reportQueued(String coordinator, int exports) {
      said.add(coordinator + " is queued");
    }

    @Override
    public void returnTask(String coordinator, int task) {
      said.add("%s gets %d back".formatted(coordinator, task));
    }

    @Override
    public void drained() {}
  }
}
