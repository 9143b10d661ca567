package io.landfall.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * A tree of map algebra that somebody keeps, in one of its versions.
 *
 * @param id a UUIDv7
 * @param version 1 when it is made, one more with each change
 * @param definition the tree as it was given, which {@link io.landfall.model.algebra.ToolReader}
 *     has read without error
 */
public record SavedTool(
    UUID id,
    long version,
    Access access,
    String name,
    JsonNode definition,
    Instant createdAt,
    Instant updatedAt) {}
