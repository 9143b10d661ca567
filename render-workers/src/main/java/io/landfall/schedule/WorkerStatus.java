package io.landfall.schedule;

/**
 * What a worker tells coordinators of itself.
 *
 * @param slots tasks it renders at a time
 * @param exports whose tasks it knows to be had
 * @param idle whether it has found none: a second copy of a task is welcome
 */
public record WorkerStatus(int slots, int exports, boolean idle) {}
