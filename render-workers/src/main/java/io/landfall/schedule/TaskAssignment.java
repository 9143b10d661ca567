package io.landfall.schedule;

import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;

/**
 * One task to render.
 *
 * @param planSha256 of the plan that lies in the store
 * @param uploadTarget that what is rendered goes to
 */
public record TaskAssignment(
    ExportAttempt attempt, String planSha256, int task, UploadTarget uploadTarget) {}
