package io.landfall.ingest;

import io.landfall.model.JsonMessage;
import java.time.Duration;
import java.time.Instant;

/**
 * What the one ingest of the cluster is about to do.
 *
 * @param listUrl URL of its scene list file; empty: it has none
 * @param frequency of runs
 * @param nextRunAt when the next one begins; {@code null}: one runs, or there is no list
 * @param current the run; {@code null}: none
 */
public record IngestSchedule(
    String listUrl, Duration frequency, Instant nextRunAt, IngestReport current)
    implements JsonMessage {}
