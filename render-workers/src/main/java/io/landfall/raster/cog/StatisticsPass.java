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
import io.landfall.raster.color.HistogramBuilder;
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

  /** Bands whose values are kept at a time: 64 MiB. */
  private static final int BANDS_KEPT = 8;

  private StatisticsPass() {}

  /** Takes row {@code y} of a tile, one array a band. */
  @FunctionalInterface
  private interface TileRowSink {
    void acceptRow(PixelRect tile, int y, double[][] rows);
  }

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
    var mosaics = new MosaicFactory(coarse, sources, transforms, cache);
    int bands = plan.bands().count();
    return HistogramBuilder.isExact(type)
        ? counted(coarse, mosaics, bands, type)
        : kept(coarse, mosaics, bands, type);
  }

  /** Counts each value as it comes. */
  private static List<Histogram> counted(
      ExportPlan coarse, MosaicFactory mosaics, int bands, SampleType type) {
    List<HistogramBuilder> builders = new ArrayList<>();
    for (int band = 0; band < bands; band++) {
      builders.add(HistogramBuilder.exactly(type));
    }
    render(
        coarse,
        mosaics,
        (area, y, rows) -> {
          for (int band = 0; band < bands; band++) {
            builders.get(band).add(rows[band], 0, area.width());
          }
        });
    return builders.stream().map(HistogramBuilder::build).toList();
  }

  /** Keeps the values of some bands at a time, as their range must be known first. */
  private static List<Histogram> kept(
      ExportPlan coarse, MosaicFactory mosaics, int bands, SampleType type) {
    PixelGrid grid = coarse.grid();
    List<Histogram> histograms = new ArrayList<>();
    for (int first = 0; first < bands; first += BANDS_KEPT) {
      double[][] values =
          new double[Math.min(BANDS_KEPT, bands - first)][grid.width() * grid.height()];
      for (double[] band : values) {
        Arrays.fill(band, Double.NaN);
      }
      int from = first;
      render(
          coarse,
          mosaics,
          (area, y, rows) -> {
            int at = (area.y0() + y) * grid.width() + area.x0();
            for (int band = 0; band < values.length; band++) {
              System.arraycopy(rows[from + band], 0, values[band], at, area.width());
            }
          });
      for (double[] band : values) {
        histograms.add(Histogram.of(band, type));
      }
    }
    return histograms;
  }

  private static void render(ExportPlan coarse, MosaicFactory mosaics, TileRowSink sink) {
    CogLayout layout = CogLayout.of(coarse);
    List<PixelRect> areas = new ArrayList<>();
    for (int row = 0; row < layout.tilesDown(0); row++) {
      for (int column = 0; column < layout.tilesAcross(0); column++) {
        areas.add(layout.pixels(new CogLayout.TileCoordinates(0, column, row)));
      }
    }
    try (Mosaic mosaic = mosaics.mosaic()) {
      mosaic.expect(areas);
      for (PixelRect area : areas) {
        mosaic.render(area, new BitSet(), (y, rows) -> sink.acceptRow(area, y, rows));
      }
    }
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
    return plan.toBuilder()
        .grid(coarse)
        .resampling(Resampling.NEAREST)
        .bands(new OutputBands(plan.bands().names(), SampleType.FLOAT64, null))
        .layout(new TileLayout(0, List.of(), 0, true, false, 0))
        .build();
  }
}
