package io.landfall.raster;

import io.landfall.model.PixelGrid;
import io.landfall.model.PlannedBand;
import io.landfall.model.PlannedScene;
import io.landfall.model.RasterGeometry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scene of the mosaic, made ready for warping: its bands grouped by where their pixels lie, and
 * the rectangle of the output grid that it can reach.
 */
final class SceneInput {
  /** Bands that share one geometry, so that one projection serves them all. */
  record Group(RasterGeometry geometry, CoordinateTransform fromGrid, List<Integer> bands) {}

  private static final int EDGE_POINTS = 64;

  private final PlannedScene scene;
  private final List<Group> groups;
  private final double[] reach;

  private SceneInput(PlannedScene scene, List<Group> groups, double[] reach) {
    this.scene = scene;
    this.groups = groups;
    this.reach = reach;
  }

  /** Makes a scene ready; {@code null} where it lacks a band, as no pixel of it is then valid. */
  static SceneInput of(PlannedScene scene, PixelGrid grid, CoordinateTransforms transforms) {
    if (scene.bands().contains(null)) {
      return null;
    }
    Map<RasterGeometry, List<Integer>> byGeometry = new LinkedHashMap<>();
    for (int band = 0; band < scene.bands().size(); band++) {
      byGeometry
          .computeIfAbsent(scene.bands().get(band).geometry(), g -> new ArrayList<>())
          .add(band);
    }
    List<Group> groups = new ArrayList<>();
    double[] reach = {
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY
    };
    byGeometry.forEach(
        (geometry, bands) -> {
          groups.add(new Group(geometry, transforms.between(grid.epsg(), geometry.epsg()), bands));
          double[] bounds =
              bounds(geometry, grid, transforms.between(geometry.epsg(), grid.epsg()));
          reach[0] = Math.max(reach[0], bounds[0]);
          reach[1] = Math.max(reach[1], bounds[1]);
          reach[2] = Math.min(reach[2], bounds[2]);
          reach[3] = Math.min(reach[3], bounds[3]);
        });
    return new SceneInput(scene, groups, reach);
  }

  PlannedScene scene() {
    return scene;
  }

  PlannedBand band(int index) {
    return scene.bands().get(index);
  }

  List<Group> groups() {
    return groups;
  }

  /** Tells whether the scene can reach pixels {@code [x0, x1) x [y0, y1)} of the grid. */
  boolean reaches(int x0, int y0, int x1, int y1) {
    return reach[0] < x1 && reach[1] < y1 && reach[2] > x0 && reach[3] > y0;
  }

  /**
   * Returns the rectangle of the grid that holds the raster, in pixels, with a margin; everything
   * if its edge cannot be told.
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
      double column = (x[i] - grid.west()) / grid.resolution();
      double row = (grid.north() - y[i]) / grid.resolution();
      if (Double.isNaN(column) || Double.isNaN(row)) {
        return new double[] {
          Double.NEGATIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY
        };
      }
      bounds[0] = Math.min(bounds[0], column);
      bounds[1] = Math.min(bounds[1], row);
      bounds[2] = Math.max(bounds[2], column);
      bounds[3] = Math.max(bounds[3], row);
    }
    double margin =
        8
            + 0.01
                * Math.max(
                    bounds[2] - bounds[0],
                    bounds[3] - bounds[1]); // between the points taken, edges bend
    return new double[] {
      bounds[0] - margin, bounds[1] - margin, bounds[2] + margin, bounds[3] + margin
    };
  }
}
