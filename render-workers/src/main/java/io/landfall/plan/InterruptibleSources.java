package io.landfall.plan;

import io.landfall.export.SceneSource;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.BlockCache;
import io.landfall.raster.ForwardingRasterFile;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterSources;
import io.landfall.raster.ReadAhead;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.cog.LayoutPlanner.MetatileFilter;
import java.util.List;

/**
 * What a plan is made from, with a look before each piece whether the plan is wanted still. Threads
 * are not interrupted instead: that would close the channel of a file that others read as well.
 *
 * @param checkWanted throws when it is not
 */
public record InterruptibleSources(RasterSources files, Runnable checkWanted)
    implements RasterSources {

  @Override
  public RasterFile open(PlannedBand band) {
    checkWanted.run();
    return new InterruptibleFile(files.open(band), checkWanted);
  }

  @Override
  public void prepare(List<PlannedBand> bands) {
    files.prepare(bands);
  }

  @Override
  public ReadAhead readAhead(BlockCache cache) {
    return files.readAhead(cache);
  }

  @Override
  public void ensureWanted() {
    checkWanted.run();
  }

  SceneSource checkedEach(SceneSource scenes) {
    return id -> {
      checkWanted.run();
      return scenes.scene(id);
    };
  }

  MetatileFilter checkedEach(MetatileFilter filter) {
    return part -> {
      checkWanted.run();
      return filter.intersects(part);
    };
  }

  private static final class InterruptibleFile extends ForwardingRasterFile {
    private final Runnable checkWanted;

    InterruptibleFile(RasterFile file, Runnable checkWanted) {
      super(file);
      this.checkWanted = checkWanted;
    }

    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      checkWanted.run();
      return super.readBlock(level, blockColumn, blockRow);
    }
  }
}
