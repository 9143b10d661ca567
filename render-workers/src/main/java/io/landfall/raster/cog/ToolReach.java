package io.landfall.raster.cog;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Tool;
import io.landfall.raster.algebra.ProgramGrid;
import io.landfall.raster.warp.TileProgram;

/**
 * What the values of a tool can depend on beside the pixel itself.
 *
 * @param halo how many pixels around it are looked at, on each side
 * @param seesNoData whether there may be a value where no scene has any
 */
public record ToolReach(int halo, boolean seesNoData) {

  /**
   * Looks at the tool of a plan.
   *
   * @throws io.landfall.model.ExportFailure TOOL_INVALID if it cannot be computed
   */
  public static ToolReach of(ExportPlan plan) {
    return of(plan.tool(), plan.scenes().get(0).bands().size());
  }

  /**
   * Looks at a tool of so many input bands.
   *
   * @throws io.landfall.model.ExportFailure TOOL_INVALID if it cannot be computed
   */
  public static ToolReach of(Tool tool, int bands) {
    TileProgram program = TilePrograms.compile(tool, bands, ProgramGrid.NONE);
    return new ToolReach(program.halo(), program.seesNoData());
  }
}
