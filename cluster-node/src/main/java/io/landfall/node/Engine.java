package io.landfall.node;

import io.landfall.export.ExportPlanner;
import io.landfall.raster.CoordinateTransforms;
import io.landfall.render.RunExecutor;

/**
 * What plans exports and renders their runs.
 *
 * @param planner asked on nodes that exports live on
 * @param executor asked there for headers, and on workers for runs
 * @param transforms of coordinates, for what describes a finished file
 */
public record Engine(
    ExportPlanner planner, RunExecutor executor, CoordinateTransforms transforms) {}
