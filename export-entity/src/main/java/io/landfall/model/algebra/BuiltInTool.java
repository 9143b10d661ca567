package io.landfall.model.algebra;

/**
 * A tool that comes with the system.
 *
 * @param name as the command line takes it: {@code ndvi-change}
 * @param title for people
 * @param formula for people; its letters are the names of the inputs
 */
public record BuiltInTool(String name, String title, String formula, AlgebraTool tool) {}
