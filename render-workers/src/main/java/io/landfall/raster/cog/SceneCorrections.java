package io.landfall.raster.cog;

import io.landfall.model.request.Tool;
import io.landfall.raster.SingleFlightCache;
import io.landfall.raster.algebra.ProgramGrid;
import io.landfall.raster.warp.TileProgram;
import java.util.function.IntFunction;

/**
 * The programs that correct the colours of scenes one by one, compiled when a scene is begun. With
 * their tables they take up to 2 MB each, so of many scenes only those of some tiles are kept.
 */
final class SceneCorrections implements IntFunction<TileProgram> {
  private static final int MAX_KEPT = 32;

  private final Tool.SceneColorTool tool;
  private final SingleFlightCache<Integer, TileProgram> programs =
      new SingleFlightCache<>(MAX_KEPT, program -> 1);

  SceneCorrections(Tool.SceneColorTool tool) {
    this.tool = tool;
  }

  /** Returns how many renderers without scenes of their own colours this is worth in memory. */
  long weight() {
    return Math.min(MAX_KEPT, tool.corrections().size()) / 8;
  }

  @Override
  public TileProgram apply(int scene) {
    return programs.get(
        tool.byScene().get(scene), () -> TilePrograms.compile(tool.of(scene), 3, ProgramGrid.NONE));
  }
}
