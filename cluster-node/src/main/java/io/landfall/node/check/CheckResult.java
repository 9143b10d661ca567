package io.landfall.node.check;

/**
 * One thing looked at.
 *
 * @param detail what was found, without secrets
 */
public record CheckResult(String name, boolean passed, String detail) {}
