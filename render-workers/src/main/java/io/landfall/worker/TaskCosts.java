package io.landfall.worker;

import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.PixelRect;
import io.landfall.raster.cog.CogLayout;
import io.landfall.raster.cog.CogLayout.TileCoordinates;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.schedule.ExpectedTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * How long tasks are expected to take, in relation to each other, by the plan alone: tiles are
 * encoded, and scenes under them are read, wholly where none lies above.
 */
final class TaskCosts {
  /** What a tile costs without any scene; with one that covers it, it costs twice that. */
  private static final long TILE = 1000;

  /** What a scene below another costs next to the one on top. */
  private static final double SCENE_BELOW = 0.25;

  private static final int EDGE_POINTS = 5;

  /** Where a scene lies, in pixels of the output. */
  private record Box(double west, double north, double east, double south) {
    private static final Box EVERYWHERE =
        new Box(-Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE);

    /** Returns how much of a part of the output lies in it, from 0 to 1. */
    private double shareOf(PixelRect part) {
      double width = Math.min(east, part.x1()) - Math.max(west, part.x0());
      double height = Math.min(south, part.y1()) - Math.max(north, part.y0());
      return Math.max(0, width) * Math.max(0, height) / ((double) part.width() * part.height());
    }
  }

  private TaskCosts() {}

  /** Counts tiles of full resolution. */
  static List<ExpectedTask> byTiles(ExportPlan plan) {
    return expected(plan, metatile -> 0);
  }

  /** Counts tiles, and scenes under them. */
  static List<ExpectedTask> of(ExportPlan plan, CoordinateTransforms transforms) {
    CoordinateTransforms best = transforms.over(plan);
    List<Box> scenes =
        plan.scenes().stream()
            .flatMap(scene -> scene.bands().stream().filter(Objects::nonNull).limit(1))
            .map(PlannedBand::geometry)
            .map(geometry -> box(geometry, plan.grid(), best))
            .toList();
    return expected(plan, metatile -> scenesUnder(metatile, scenes, plan.composite() != null));
  }

  private static double scenesUnder(PixelRect part, List<Box> scenes, boolean readsAll) {
    double shares = scenes.stream().mapToDouble(scene -> scene.shareOf(part)).sum();
    if (readsAll) {
      return shares;
    }
    return Math.min(1, shares) + SCENE_BELOW * Math.max(0, shares - 1);
  }

  private static List<ExpectedTask> expected(
      ExportPlan plan, ToDoubleFunction<PixelRect> scenesUnder) {
    CogLayout layout = CogLayout.of(plan);
    List<ExpectedTask> expected = new ArrayList<>();
    for (PlannedTask task : plan.layout().tasks()) {
      int tiles = 0;
      double cost = 0;
      for (int metatile : task.metatiles()) {
        List<TileCoordinates> its = layout.tiles(metatile, 0);
        double scenes = its.isEmpty() ? 0 : scenesUnder.applyAsDouble(around(its, layout));
        tiles += its.size();
        cost += TILE * its.size() * (1 + scenes);
      }
      expected.add(new ExpectedTask(tiles, Math.max(1, Math.round(cost))));
    }
    return expected;
  }

  /** Returns the pixels of a metatile: from those of its first tile to those of its last. */
  private static PixelRect around(List<TileCoordinates> tiles, CogLayout layout) {
    PixelRect first = layout.pixels(tiles.get(0));
    PixelRect last = layout.pixels(tiles.get(tiles.size() - 1));
    return PixelRect.between(
        first.x0(), first.y0(), Math.max(first.x1(), last.x1()), Math.max(first.y1(), last.y1()));
  }

  private static Box box(RasterGeometry scene, PixelGrid grid, CoordinateTransforms transforms) {
    double[] x = new double[EDGE_POINTS * EDGE_POINTS];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double column = i % EDGE_POINTS * scene.width() / (EDGE_POINTS - 1.0);
      double row = i / EDGE_POINTS * scene.height() / (EDGE_POINTS - 1.0);
      x[i] = scene.transform().x(column, row);
      y[i] = scene.transform().y(column, row);
    }
    try {
      transforms.toGrid(scene, grid).transform(x, y, x.length);
    } catch (ExportFailure unknown) { // to render it fails; what it would cost is no matter
      return Box.EVERYWHERE;
    }
    GeoTransform pixels = grid.transform();
    double west = Double.MAX_VALUE;
    double north = Double.MAX_VALUE;
    double east = -Double.MAX_VALUE;
    double south = -Double.MAX_VALUE;
    for (int i = 0; i < x.length; i++) {
      double column = pixels.column(x[i], y[i]);
      double row = pixels.row(x[i], y[i]);
      if (Double.isNaN(column) || Double.isNaN(row)) {
        return Box.EVERYWHERE;
      }
      west = Math.min(west, column);
      east = Math.max(east, column);
      north = Math.min(north, row);
      south = Math.max(south, row);
    }
    return new Box(west, north, east, south);
  }
}
