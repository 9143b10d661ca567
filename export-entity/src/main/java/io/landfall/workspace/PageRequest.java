package io.landfall.workspace;

/**
 * Which part of a list is asked for.
 *
 * @param limit at most so many
 * @param after the cursor of the page before; {@code null}: from the start
 */
public record PageRequest(int limit, String after) {}
