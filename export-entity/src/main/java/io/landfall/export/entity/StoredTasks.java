package io.landfall.export.entity;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.landfall.model.plan.StoredTask;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * The tasks in the store, in the order they came. Nobody changes one, yet adding a task costs no
 * copy: a list and those made from it share one array, of which each sees its own beginning.
 */
public final class StoredTasks extends AbstractList<StoredTask> {
  /** No task. */
  public static final StoredTasks EMPTY =
      new StoredTasks(new SharedTasks(16), 0, RenderProgress.NONE);

  /** What lists share: filled at the end only, and only by the longest of them. */
  private static final class SharedTasks {
    private StoredTask[] tasks;
    private int[] positions; // by task: where it lies in tasks, counted from 1; 0: not there
    private int count;

    SharedTasks(int capacity) {
      this.tasks = new StoredTask[capacity];
      this.positions = new int[capacity];
    }

    void add(StoredTask task) {
      if (count == tasks.length) {
        tasks = Arrays.copyOf(tasks, 2 * count);
      }
      if (task.index() >= positions.length) {
        positions = Arrays.copyOf(positions, Math.max(task.index() + 1, 2 * positions.length));
      }
      tasks[count++] = task;
      positions[task.index()] = count;
    }
  }

  private final SharedTasks shared;
  private final StoredTask[] tasks;
  private final int size;
  private final RenderProgress progress;

  private StoredTasks(SharedTasks shared, int size, RenderProgress progress) {
    this.shared = shared;
    this.tasks = shared.tasks;
    this.size = size;
    this.progress = progress;
  }

  /** Makes a list of {@code tasks}. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static StoredTasks of(List<StoredTask> tasks) {
    StoredTasks all = EMPTY;
    for (StoredTask task : tasks) {
      all = all.with(task);
    }
    return all;
  }

  /** Returns the list with one task more. */
  public StoredTasks with(StoredTask task) {
    synchronized (shared) {
      SharedTasks target = shared.count == size && this != EMPTY ? shared : copy();
      target.add(task);
      return new StoredTasks(target, size + 1, progress.with(task));
    }
  }

  private SharedTasks copy() {
    var copy = new SharedTasks(Math.max(16, 2 * size));
    for (int i = 0; i < size; i++) {
      copy.add(tasks[i]);
    }
    return copy;
  }

  /** Tells whether task number {@code task} is there. */
  public boolean hasTask(int task) {
    synchronized (shared) {
      if (task < 0 || task >= shared.positions.length) {
        return false;
      }
      int position = shared.positions[task];
      return position > 0 && position <= size;
    }
  }

  /** Returns the progress of all tasks. */
  public RenderProgress progress() {
    return progress;
  }

  @Override
  public StoredTask get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return tasks[index];
  }

  @Override
  public int size() {
    return size;
  }
}
