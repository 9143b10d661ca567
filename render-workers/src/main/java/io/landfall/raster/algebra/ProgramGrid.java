package io.landfall.raster.algebra;

import io.landfall.model.Aoi;
import io.landfall.raster.GroundSampleDistance;
import io.landfall.raster.mask.GridMask;

/** What a program has to know of the grid that it runs on. */
@FunctionalInterface
public interface ProgramGrid {
  /** Of a program that is compiled to see whether it can be, and never run. */
  ProgramGrid NONE = area -> null;

  /** Returns the mask of an area in the tree; rows and columns are those of windows. */
  GridMask mask(Aoi area);

  /** Returns how large pixels are on the ground; {@code null}: nobody asks. */
  default GroundSampleDistance groundSampleDistance() {
    return null;
  }
}
