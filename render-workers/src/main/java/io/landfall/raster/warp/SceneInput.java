package io.landfall.raster.warp;

import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedComposite;
import io.landfall.model.plan.PlannedScene;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterSources;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A scene of the mosaic, made ready for warping some bands of it: these, grouped by where their
 * pixels lie, and the rectangle of the output grid that they can cover.
 */
final class SceneInput {
  private static final int EDGE_POINTS = 64;

  private final int index;
  private final List<BandGroup> groups;
  private final double[] gridBounds;
  private final double[] reach;
  private final Supplier<TileProgram> correction;

  /** Bands that share one geometry, so that one projection serves them all. */
  static final class BandGroup {
    private final RasterGeometry geometry;
    private final CoordinateTransform fromGrid;
    private final int[] inputs;
    private final List<PlannedBand> bands;
    private final List<FileGroup> files;
    private volatile Sampling sampling;

    private BandGroup(
        RasterGeometry geometry,
        CoordinateTransform fromGrid,
        int[] inputs,
        List<PlannedBand> bands,
        List<FileGroup> files) {
      this.geometry = geometry;
      this.fromGrid = fromGrid;
      this.inputs = inputs;
      this.bands = bands;
      this.files = files;
    }

    RasterGeometry geometry() {
      return geometry;
    }

    CoordinateTransform fromGrid() {
      return fromGrid;
    }

    /** Returns the indices of the bands among the inputs of the tool. */
    int[] inputs() {
      return inputs;
    }

    List<PlannedBand> bands() {
      return bands;
    }

    /** Returns the bands by the files that they are in. */
    List<FileGroup> files() {
      return files;
    }
  }

  private SceneInput(
      int index,
      List<BandGroup> groups,
      double[] gridBounds,
      double[] reach,
      Supplier<TileProgram> correction) {
    this.index = index;
    this.groups = groups;
    this.gridBounds = gridBounds;
    this.reach = reach;
    this.correction = correction;
  }

  /**
   * Makes a scene ready.
   *
   * @param index of the scene in the plan
   * @param inputs the bands to take, by their index among the inputs of the tool
   * @param corrections what is done to each scene before it is laid over others; {@code null}:
   *     nothing
   * @return {@code null} where it lacks one of them, as no pixel of it is then valid
   */
  static SceneInput of(
      ExportPlan plan,
      int index,
      List<Integer> inputs,
      CoordinateTransforms transforms,
      IntFunction<TileProgram> corrections) {
    PlannedScene scene = plan.scenes().get(index);
    PixelGrid grid = plan.grid();
    Map<RasterGeometry, List<Integer>> byGeometry = new LinkedHashMap<>();
    for (int input : inputs) {
      if (scene.bands().get(input) == null) {
        return null;
      }
      byGeometry
          .computeIfAbsent(scene.bands().get(input).geometry(), g -> new ArrayList<>())
          .add(input);
    }
    int ownBands = scene.bands().size() - scoreBands(plan);
    List<BandGroup> groups = new ArrayList<>();
    double[] gridBounds = everywhere();
    double[] reach = everywhere();
    byGeometry.forEach(
        (geometry, members) -> {
          List<PlannedBand> bands = members.stream().map(scene.bands()::get).toList();
          groups.add(
              new BandGroup(
                  geometry,
                  transforms.fromGrid(grid, geometry),
                  members.stream().mapToInt(Integer::intValue).toArray(),
                  bands,
                  FileGroup.of(
                      bands, i -> plan.tool().usesAlgebra() || members.get(i) >= ownBands)));
          double[] bounds = bounds(geometry, grid, transforms);
          crop(gridBounds, bounds);
          crop(reach, geometry.terrain() == null ? bounds : reach(geometry, grid, transforms));
        });
    return new SceneInput(
        index,
        groups,
        gridBounds,
        reach,
        corrections == null ? null : () -> corrections.apply(index));
  }

  private static void crop(double[] bounds, double[] others) {
    bounds[0] = Math.max(bounds[0], others[0]);
    bounds[1] = Math.max(bounds[1], others[1]);
    bounds[2] = Math.min(bounds[2], others[2]);
    bounds[3] = Math.min(bounds[3], others[3]);
  }

  /** Returns the rectangle that a raster on terrain lies in, whatever hill its edge leads over. */
  private static double[] reach(
      RasterGeometry geometry, PixelGrid grid, CoordinateTransforms transforms) {
    double[] all = null;
    for (RasterGeometry extreme : geometry.extremes()) {
      double[] one = bounds(extreme, grid, transforms);
      if (all == null) {
        all = one;
      } else {
        all[0] = Math.min(all[0], one[0]);
        all[1] = Math.min(all[1], one[1]);
        all[2] = Math.max(all[2], one[2]);
        all[3] = Math.max(all[3], one[3]);
      }
    }
    return all;
  }

  private static double[] bounds(
      RasterGeometry geometry, PixelGrid grid, CoordinateTransforms transforms) {
    return transforms.containsPole(geometry)
        ? everywhere()
        : bounds(geometry, grid, transforms.toGrid(geometry, grid));
  }

  /** Returns how many bands after its own a scene has for the score of a composite. */
  private static int scoreBands(ExportPlan plan) {
    PlannedComposite composite = plan.composite();
    return composite == null || composite.score() == null ? 0 : composite.score().inputs().size();
  }

  private static double[] everywhere() {
    return new double[] {
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY
    };
  }

  /** Returns the index of the scene in the plan. */
  int index() {
    return index;
  }

  List<BandGroup> groups() {
    return groups;
  }

  /** Returns what is done to its pixels before it is laid over others; {@code null}: nothing. */
  TileProgram correction() {
    return correction == null ? null : correction.get();
  }

  /** Returns how many bands are taken of it. */
  int bands() {
    return groups.stream().mapToInt(group -> group.inputs.length).sum();
  }

  /**
   * Returns about how many source samples the windows over a part of the grid hold at full
   * resolution.
   */
  long windowSamples(PixelRect part, long maxWindowPixels) {
    return windowSamples(part, maxWindowPixels, group -> 1);
  }

  /** Returns the same of the levels that are read; opens files to know them. */
  long windowSamples(PixelRect part, WarpContext context) {
    return windowSamples(
        part,
        context.maxWindowPixels(),
        group -> {
          Sampling sampling = sampling(group, context.grid(), context.sources());
          return sampling.ratioX() * sampling.ratioY();
        });
  }

  private long windowSamples(
      PixelRect part, long maxWindowPixels, ToDoubleFunction<BandGroup> shareOfPixels) {
    double output = (gridBounds[2] - gridBounds[0]) * (gridBounds[3] - gridBounds[1]);
    double samples = 0;
    for (BandGroup group : groups) {
      double all = (double) group.geometry.width() * group.geometry.height();
      double source = all * shareOfPixels.applyAsDouble(group);
      double density = Double.isInfinite(output) ? Double.POSITIVE_INFINITY : source / output;
      double pixels = part.pixels() * WindowLimits.SHEAR * density;
      samples += Math.min(Math.min(source, maxWindowPixels), pixels) * group.inputs.length;
    }
    return (long) samples;
  }

  /** Tells whether the scene can cover pixels of a part of the grid. */
  boolean intersects(PixelRect part) {
    double tolerance = 8 + 0.01 * Math.max(reach[2] - reach[0], reach[3] - reach[1]);
    return reach[0] - tolerance < part.x1() // between the points taken, edges bend
        && reach[1] - tolerance < part.y1()
        && reach[2] + tolerance > part.x0()
        && reach[3] + tolerance > part.y0();
  }

  /** Returns how a group is sampled; opens its files at the first call. */
  Sampling sampling(BandGroup group, PixelGrid grid, RasterSources sources) {
    Sampling known = group.sampling; // threads that race here find the same
    if (known == null) {
      groups.forEach(one -> sources.prepare(one.bands));
      known = Sampling.of(grid, group.fromGrid, group.geometry, gridBounds, group.bands, sources);
      group.sampling = known;
    }
    return known;
  }

  /**
   * Returns the rectangle of the grid that holds the raster, in pixels; everything if its edge
   * cannot be told.
   */
  private static double[] bounds(
      RasterGeometry geometry, PixelGrid grid, CoordinateTransform toGrid) {
    int points = 4 * EDGE_POINTS;
    double[] x = new double[points];
    double[] y = new double[points];
    for (int i = 0; i < EDGE_POINTS; i++) {
      double along = i / (double) (EDGE_POINTS - 1);
      double[][] edge = {{along, 0}, {along, 1}, {0, along}, {1, along}};
      for (int side = 0; side < 4; side++) {
        double column = edge[side][0] * geometry.width();
        double row = edge[side][1] * geometry.height();
        x[4 * i + side] = geometry.transform().x(column, row);
        y[4 * i + side] = geometry.transform().y(column, row);
      }
    }
    toGrid.transform(x, y, points);
    double[] bounds = {
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (int i = 0; i < points; i++) {
      double column = (x[i] - grid.west()) / grid.pixelWidth();
      double row = (grid.north() - y[i]) / grid.pixelHeight();
      if (Double.isNaN(column) || Double.isNaN(row)) {
        return everywhere();
      }
      bounds[0] = Math.min(bounds[0], column);
      bounds[1] = Math.min(bounds[1], row);
      bounds[2] = Math.max(bounds[2], column);
      bounds[3] = Math.max(bounds[3], row);
    }
    return bounds;
  }
}
