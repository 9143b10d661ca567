package io.landfall.estimate;

import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.PixelRect;
import io.landfall.raster.cog.CogLayout;
import io.landfall.raster.cog.LayoutPlanner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Which parts of an output are rendered on trial: windows of some 512 pixels a side, spread over
 * the tiles that hold anything. The same plan gives the same windows.
 */
final class SampleWindows {
  private static final int SIDE = 512;
  private static final int MAX_WINDOWS = 12;

  private final ExportPlan plan;
  private final CogLayout layout;
  private final int block;
  private final int side;

  SampleWindows(ExportPlan plan) {
    this.plan = plan;
    this.layout = CogLayout.of(plan);
    this.block = Math.min(plan.format().blockSize(), SIDE);
    this.side = (SIDE + block - 1) / block * block;
  }

  /** Returns the windows, the most telling first: those in the middle of their tiles' order. */
  List<PixelRect> choose() {
    long tiles = plan.layout().tilesTotal();
    int count = (int) Math.min(MAX_WINDOWS, tiles);
    Random random = new Random(tiles);
    long[] chosen = new long[count];
    for (int i = 0; i < count; i++) {
      long first = i * tiles / count;
      long next = (i + 1) * tiles / count;
      chosen[i] = first + (long) (random.nextDouble() * (next - first));
    }
    Set<PixelRect> windows = new LinkedHashSet<>();
    long before = 0;
    int next = 0;
    for (PlannedTask task : plan.layout().tasks()) {
      for (int metatile : task.metatiles()) {
        List<CogLayout.TileCoordinates> here = layout.tiles(metatile, 0);
        while (next < count && chosen[next] < before + here.size()) {
          PixelRect tile = layout.pixels(here.get((int) (chosen[next++] - before)));
          windows.add(window(tile, random));
        }
        before += here.size();
      }
    }
    return List.copyOf(windows);
  }

  /** Tells whether windows cover all pixels. */
  boolean isAll(List<PixelRect> windows) {
    long pixels = windows.stream().mapToLong(PixelRect::pixels).sum();
    return pixels >= (long) plan.grid().width() * plan.grid().height();
  }

  /** Returns a window of whole blocks in a tile, or around a small one. */
  private PixelRect window(PixelRect tile, Random random) {
    int x = tile.x0() + offset(tile.width(), random);
    int y = tile.y0() + offset(tile.height(), random);
    if (tile.width() < side) { // of small tiles, where windows begin is the same for neighbours
      x = x / side * side;
      y = y / side * side;
    }
    return PixelRect.between(
        x, y, Math.min(plan.grid().width(), x + side), Math.min(plan.grid().height(), y + side));
  }

  private int offset(int length, Random random) {
    int places = (length - 1) / side + 1;
    return places <= 1 ? 0 : random.nextInt(places) * side;
  }

  /** Returns the plan of a window alone, without overviews and of one task. */
  ExportPlan plan(PixelRect window) {
    PixelGrid whole = plan.grid();
    PixelGrid grid =
        new PixelGrid(
            whole.epsg(),
            whole.transform().x(window.x0(), 0),
            whole.transform().y(0, window.y0()),
            whole.pixelWidth(),
            whole.pixelHeight(),
            window.width(),
            window.height());
    OutputFormat format = plan.format().withLayout(OutputFormat.FileFormat.GEOTIFF, block);
    TileLayout one =
        new LayoutPlanner(Long.MAX_VALUE, Long.MAX_VALUE)
            .plan(grid, plan.bands(), format, 1, part -> true, LayoutPlanner.ContentEstimate.FULL);
    return plan.toBuilder()
        .grid(grid)
        .format(format)
        .layout(one)
        .warnings(List.of())
        .provenance(false)
        .build();
  }
}
