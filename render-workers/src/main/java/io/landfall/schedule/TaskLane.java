package io.landfall.schedule;

import io.landfall.pool.MemoryBudget;

/**
 * Room for tasks on a worker: those asked for or being rendered, those being uploaded, and the
 * memory of both.
 */
final class TaskLane {
  private final int slots;
  private final int uploadsAhead;
  private final MemoryBudget memory;
  private int wanted;
  private int rendering;
  private int uploading;
  private long wantedBytes;
  private long bytes;

  /**
   * Makes an empty lane.
   *
   * @param slots tasks that are rendered at a time
   * @param uploadsAhead rendered tasks whose upload may be under way beside those
   * @param memory that tasks may take together; one task is taken however large it is, alone
   */
  TaskLane(int slots, int uploadsAhead, MemoryBudget memory) {
    this.slots = slots;
    this.uploadsAhead = uploadsAhead;
    this.memory = memory;
  }

  /** Tells whether there is room for one more, with some slots beyond the usual ones. */
  boolean hasRoom(int overcommit, long taskBytes) {
    int toRender = wanted + rendering;
    return toRender < slots + overcommit
        && toRender + uploading < slots + uploadsAhead + overcommit
        && memory.hasRoom(taskBytes, wantedBytes);
  }

  /** Keeps room for a task that is asked for. */
  void addPull(long taskBytes) {
    wanted++;
    wantedBytes += taskBytes;
  }

  void removePull(long taskBytes) {
    wanted--;
    wantedBytes -= taskBytes;
  }

  void beginRendering(LeasedTask<?> task) {
    rendering++;
    bytes += task.memoryBytes();
    memory.take(task.memoryBytes());
  }

  void beginUpload() {
    rendering--;
    uploading++;
  }

  /** Gives back the room of a task that is at {@code stage} and goes no further. */
  void end(LeasedTask<?> task, LeasedTask.Stage stage) {
    rendering -= stage == LeasedTask.Stage.RENDERING ? 1 : 0;
    uploading -= stage == LeasedTask.Stage.UPLOADING ? 1 : 0;
    bytes -= task.memoryBytes();
    memory.release(task.memoryBytes());
  }

  /** Gives back all room. */
  void endAll() {
    memory.release(bytes);
    bytes = 0;
    rendering = 0;
    uploading = 0;
  }

  int rendering() {
    return rendering;
  }

  int uploading() {
    return uploading;
  }

  long bytes() {
    return bytes;
  }

  /** Returns what there is for these tasks and what shares it, in bytes. */
  long memory() {
    return memory.bytes();
  }
}
