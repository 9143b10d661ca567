package io.landfall.schedule;

import io.landfall.model.ExportAttempt;

/**
 * One task to render.
 *
 * @param planSha256 of the object under {@link io.landfall.store.ObjectKeys#plan}
 * @param uploadId that the parts go to; empty for a single object
 */
public record TaskAssignment(ExportAttempt attempt, String planSha256, int task, String uploadId) {}
