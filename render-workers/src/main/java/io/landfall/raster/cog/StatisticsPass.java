package io.landfall.raster.cog;

import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.TileLayout;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterSources;
import io.landfall.raster.color.Histogram;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.warp.Mosaic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Looks at the whole of an export before it is rendered: the values of its bands on a coarse grid,
 * taken from overviews where the scenes have them.
 */
public final class StatisticsPass {
  private static final int MAX_SIDE = 1024;

  private StatisticsPass() {}

  /**
   * Returns the histogram of each output band of a plan.
   *
   * @param plan whose tool gives the values to count; its layout does not matter
   * @param type that holds the values exactly
   */
  public static List<Histogram> histograms(
      ExportPlan plan,
      SampleType type,
      RasterSources sources,
      CoordinateTransforms transforms,
      BlockCache cache) {
    ExportPlan coarse = coarse(plan);
    PixelGrid grid = coarse.grid();
    double[][] values = new double[plan.bands().count()][grid.width() * grid.height()];
    for (double[] band : values) {
      Arrays.fill(band, Double.NaN);
    }
    CogLayout layout = CogLayout.of(coarse);
    Mosaic mosaic = new MosaicFactory(coarse, sources, transforms, cache).mosaic();
    for (int row = 0; row < layout.tilesDown(0); row++) {
      for (int column = 0; column < layout.tilesAcross(0); column++) {
        PixelRect area = layout.pixels(new CogLayout.TileCoordinates(0, column, row));
        mosaic.render(
            area,
            new BitSet(),
            (y, bands) -> {
              for (int band = 0; band < values.length; band++) {
                int at = (area.y0() + y) * grid.width() + area.x0();
                System.arraycopy(bands[band], 0, values[band], at, area.width());
              }
            });
      }
    }
    List<Histogram> histograms = new ArrayList<>();
    for (double[] band : values) {
      histograms.add(Histogram.of(band, type));
    }
    return histograms;
  }

  private static ExportPlan coarse(ExportPlan plan) {
    PixelGrid grid = plan.grid();
    double factor = Math.max(1, Math.max(grid.width(), grid.height()) / (double) MAX_SIDE);
    PixelGrid coarse =
        new PixelGrid(
            grid.epsg(),
            grid.west(),
            grid.north(),
            grid.pixelWidth() * factor,
            grid.pixelHeight() * factor,
            (int) Math.ceil(grid.width() / factor),
            (int) Math.ceil(grid.height() / factor));
    return new ExportPlan(
        plan.software(),
        plan.fileName(),
        coarse,
        plan.scenes(),
        Resampling.NEAREST,
        plan.tool(),
        plan.mask(),
        new OutputBands(plan.bands().names(), SampleType.FLOAT64, null),
        plan.format(),
        new TileLayout(0, List.of(), 0, true, false, 0),
        plan.inputGroups());
  }
}
