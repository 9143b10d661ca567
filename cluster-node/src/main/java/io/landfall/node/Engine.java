package io.landfall.node;

import io.landfall.export.ExportPlanner;
import io.landfall.render.RunExecutor;

/**
 * What plans exports and renders their runs.
 *
 * @param planner asked on nodes that exports live on
 * @param executor asked there for headers, and on workers for runs
 */
public record Engine(ExportPlanner planner, RunExecutor executor) {}
