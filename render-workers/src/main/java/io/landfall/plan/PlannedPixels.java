package io.landfall.plan;

import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.OutputFormat;

/**
 * All that decides the pixels of an output.
 *
 * @param request with what was chosen for those values that it left open
 * @param grids that laid the grid
 * @param grid of all of the output
 */
record PlannedPixels(
    ExportRequest request,
    InputChoice inputs,
    GridPlanner grids,
    PixelGrid grid,
    ToolChoice choice,
    OutputBands bands,
    OutputFormat format) {

  /** Makes the plan. */
  ExportPlan plan(String software, TileLayout layout, PlanWarnings warnings) {
    return new ExportPlan(
        software,
        fileName(),
        grid,
        inputs.scenes(),
        ResamplingChoice.ofPixels(request, inputs, warnings),
        choice.tool(),
        request.mask(),
        bands,
        format,
        layout,
        inputs.inputGroups(),
        warnings.list());
  }

  private String fileName() {
    String name =
        request.name() == null || request.name().isBlank()
            ? inputs.scenes().get(0).name()
            : request.name();
    String safe =
        name.strip()
            .replaceAll("[^\\p{L}\\p{N}._-]+", "_")
            .replaceAll("^[._]++|(?<![._])[._]++$", "");
    String stem = safe.replaceFirst("(?i)\\.tiff?$", "");
    return (stem.isEmpty() ? "export" : stem.substring(0, Math.min(stem.length(), 120))) + ".tif";
  }
}
