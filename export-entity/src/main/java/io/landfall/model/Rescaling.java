package io.landfall.model;

/**
 * What the numbers of a file stand for: {@code number * scale + offset}.
 *
 * @param scale not 0
 */
public record Rescaling(double scale, double offset) {}
