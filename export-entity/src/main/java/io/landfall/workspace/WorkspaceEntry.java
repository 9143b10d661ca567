package io.landfall.workspace;

import java.time.Instant;
import java.util.UUID;

/**
 * A project or a saved tool as lists show it, without its content.
 *
 * @param version the newest
 * @param size scenes of a project, inputs of a tool
 * @param createdAt of its first version
 * @param updatedAt of this version
 */
public record WorkspaceEntry(
    UUID id,
    long version,
    Access access,
    String name,
    int size,
    Instant createdAt,
    Instant updatedAt) {}
