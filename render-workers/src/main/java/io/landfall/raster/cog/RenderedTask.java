package io.landfall.raster.cog;

import io.landfall.model.SceneId;
import io.landfall.model.plan.PartialBandStatistics;
import java.util.List;

/**
 * One task, rendered and encoded.
 *
 * @param overviews encoded overview tiles, in file order: the smallest level first, within a level
 *     by metatile, then Morton order
 * @param full encoded tiles of full resolution, in file order; sparse tiles are left out of both
 *     lists
 * @param tileLengths as in {@link io.landfall.model.plan.StoredTask}
 * @param topOverviews the encoded tile of the metatile's smallest level for every metatile of the
 *     task (an empty array where it is sparse), from which the levels above are made; none where
 *     there are no such levels
 * @param scenes the scenes that gave at least one pixel, in mosaic order
 * @param bandStatistics of the values of full resolution, one an output band
 */
public record RenderedTask(
    List<byte[]> overviews,
    List<byte[]> full,
    List<int[]> tileLengths,
    List<byte[]> topOverviews,
    List<SceneId> scenes,
    List<PartialBandStatistics> bandStatistics) {}
