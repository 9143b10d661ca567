/**
 * Runs that bring the index to what a scene list says: when one is due, what it has read, how it
 * ended. One actor of the cluster starts them; the log of runs is in the database.
 *
 * <p>Reads lists by {@code .list}, writes by {@code io.landfall.index.load}; knows no search, no
 * export and no route. Open {@link io.landfall.ingest.IngestRun} first, then {@link
 * io.landfall.ingest.IngestActor}.
 */
package io.landfall.ingest;
