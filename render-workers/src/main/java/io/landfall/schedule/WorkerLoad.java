package io.landfall.schedule;

/**
 * The worker of the node; all 0 where there is none.
 *
 * @param slots tasks it renders at a time
 * @param rendering tasks being rendered
 * @param uploading tasks rendered and on their way to the store
 * @param memoryBytes that its tasks may take together
 * @param memoryTaken of it, by tasks under way
 */
public record WorkerLoad(
    int slots, int rendering, int uploading, long memoryBytes, long memoryTaken) {
  /** No worker is there. */
  public static final WorkerLoad NONE = new WorkerLoad(0, 0, 0, 0, 0);
}
