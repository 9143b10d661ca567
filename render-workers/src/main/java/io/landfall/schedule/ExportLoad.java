package io.landfall.schedule;

/**
 * One export being rendered.
 *
 * @param waiting tasks that no worker has
 * @param leased tasks in the hands of workers
 * @param done tasks in the journal
 * @param workers that the coordinator could give tasks to
 * @param slots of those among them that have asked for tasks
 */
public record ExportLoad(
    String owner, long waiting, long leased, long done, int workers, int slots) {}
