package io.landfall.render;

import io.landfall.model.Attempt;

/**
 * One run to render.
 *
 * @param planSha256 of the object under {@link ObjectKeys#plan}
 * @param uploadId that the parts go to; empty for a single object
 */
public record RunOrder(Attempt attempt, String planSha256, int run, String uploadId) {}
