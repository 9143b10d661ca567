package io.landfall.raster;

import io.landfall.model.BandTally;
import io.landfall.model.SceneId;
import java.util.List;

/**
 * One run, rendered and packed.
 *
 * @param overviews packed overview tiles, in file order: the smallest level first, within a level
 *     by unit, then Morton order
 * @param full packed tiles of full resolution, in file order; sparse tiles are left out of both
 *     lists
 * @param tileLengths as in {@link io.landfall.model.StoredRun}
 * @param tops the packed tile of the unit's smallest level for every unit of the run (an empty
 *     array where it is sparse), from which the levels above are made; none where there are no such
 *     levels
 * @param scenes the scenes that gave at least one pixel, in mosaic order
 * @param tallies of the values of full resolution, one an output band
 */
public record RenderedRun(
    List<byte[]> overviews,
    List<byte[]> full,
    List<int[]> tileLengths,
    List<byte[]> tops,
    List<SceneId> scenes,
    List<BandTally> tallies) {}
