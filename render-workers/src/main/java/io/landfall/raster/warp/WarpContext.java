package io.landfall.raster.warp;

import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterSources;
import io.landfall.raster.ReadAhead;
import java.util.Set;

/**
 * What warping takes beside a scene. Belongs to one thread.
 *
 * @param grid of the output
 * @param cache of source blocks, shared with other threads
 * @param maxWindowPixels source pixels of a band that are held at once
 * @param helpers that read some of several files
 * @param ahead fetches what is read next
 * @param touched takes the scenes that the rectangle under way comes to
 */
record WarpContext(
    PixelGrid grid,
    Resampling resampling,
    RasterSources sources,
    BlockCache cache,
    WindowBuffers buffers,
    long maxWindowPixels,
    ReadHelpers helpers,
    ReadAhead ahead,
    Set<SceneInput> touched) {}
