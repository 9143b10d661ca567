package io.landfall.plan.place;

import io.landfall.model.CrsCodes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.RasterGeometry;
import io.landfall.model.TerrainModel;
import io.landfall.model.place.RationalMap;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.RationalTransform;
import io.landfall.raster.crs.TerrainHeights;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Puts rasters that rational polynomial coefficients place on the ground of a terrain model: finds
 * the lowest and the highest ground under them, and how much of them it knows.
 */
public final class TerrainPlace {
  /** Points along a side of a raster at which it is looked whether the model knows the ground. */
  private static final int LOOKS = 17;

  private static final int ROUNDS = 4;
  private static final double FARTHEST_METRES = 12_000;

  private final String name;
  private final TerrainModel model;
  private final CoordinateTransforms transforms;
  private final Map<RasterGeometry, RasterGeometry> placed = new HashMap<>();

  /**
   * Makes one.
   *
   * @param name of the model, for messages
   * @param model with any bounds
   */
  public TerrainPlace(String name, TerrainModel model, CoordinateTransforms transforms) {
    this.name = name;
    this.model = model;
    this.transforms = transforms;
  }

  /** Returns what the model is called. */
  public String name() {
    return name;
  }

  /** Tells whether any raster was put on it. */
  public boolean isUsed() {
    return !placed.isEmpty();
  }

  /**
   * Puts a raster on the model.
   *
   * @param raster its name, for messages
   * @param flat the raster on flat ground
   * @throws ExportFailure SCENE_UNSUPPORTED if the model knows nothing under it, or the
   *     coefficients do not tell where its pixels lie on such ground
   */
  RasterGeometry place(String raster, RasterGeometry flat) {
    return placed.computeIfAbsent(flat, any -> find(raster, flat));
  }

  private RasterGeometry find(String raster, RasterGeometry flat) {
    TerrainHeights heights = transforms.heights(model);
    RationalMap.Normalization usual = flat.warp().rational().height();
    double low = usual.offset() - Math.abs(usual.scale());
    double high = usual.offset() + Math.abs(usual.scale());
    double[] bounds = null;
    for (int i = 0; i < ROUNDS; i++) {
      bounds = bounds(heights, flat, low, high);
      if (bounds == null) {
        throw refusal(raster, "the terrain model %s has no height there".formatted(name));
      }
      if (bounds[0] >= low && bounds[1] <= high) {
        break;
      }
      low = Math.min(low, bounds[0]);
      high = Math.max(high, bounds[1]);
    }
    if (Math.max(Math.abs(bounds[0]), Math.abs(bounds[1])) > FARTHEST_METRES) {
      throw refusal(
          raster,
          String.format(
              Locale.ROOT,
              "the heights of the terrain model %s go from %.0f to %.0f m there: check its no-data"
                  + " value and its unit",
              name,
              bounds[0],
              bounds[1]));
    }
    for (double metres : bounds) {
      RationalTransform.problem(
              flat.warp().rational().withGround(metres), flat.width(), flat.height())
          .ifPresent(
              why -> {
                throw refusal(
                    raster,
                    String.format(
                        Locale.ROOT,
                        "its rational polynomial coefficients (RPC), which are made for heights"
                            + " about %.0f m, do not tell where its pixels lie at %.0f m, as high"
                            + " as the terrain model %s says that ground is: %s",
                        usual.offset(),
                        metres,
                        name,
                        why));
              });
    }
    RasterGeometry found = flat.onTerrain(model.withBounds(bounds[0], bounds[1]));
    if (unknown(found, transforms) == 1) {
      throw refusal(raster, "the terrain model %s has no height under it".formatted(name));
    }
    return found;
  }

  private static double[] bounds(
      TerrainHeights heights, RasterGeometry flat, double low, double high) {
    double[] box = null;
    for (double metres : new double[] {low, high, flat.warp().rational().height().offset()}) {
      RationalMap at = flat.warp().rational().withGround(metres);
      double[] one = RationalTransform.of(at, flat.width(), flat.height()).groundBox();
      if (Double.isNaN(one[0])) {
        continue;
      }
      box =
          box == null
              ? one
              : new double[] {
                Math.min(box[0], one[0]),
                Math.min(box[1], one[1]),
                Math.max(box[2], one[2]),
                Math.max(box[3], one[3])
              };
    }
    return box == null ? null : heights.bounds(box[0], box[1], box[2], box[3]);
  }

  /** Returns of how much of a raster on terrain the model knows no height, from 0 to 1. */
  static double unknown(RasterGeometry placed, CoordinateTransforms transforms) {
    int points = LOOKS * LOOKS;
    double[] x = new double[points];
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      x[i] = placed.width() * (i % LOOKS + 0.5) / LOOKS;
      y[i] = placed.height() * (i / LOOKS + 0.5) / LOOKS;
    }
    transforms.between(placed, CrsCodes.WGS84).transform(x, y, points);
    double[] metres = new double[points];
    transforms.heights(placed.terrain()).fill(x, y, metres, points);
    int unknown = 0;
    for (double height : metres) {
      unknown += Double.isNaN(height) ? 1 : 0;
    }
    return (double) unknown / points;
  }

  private static ExportFailure refusal(String raster, String why) {
    return new ExportFailure(
        ErrorCode.SCENE_UNSUPPORTED,
        "Cannot place %s on the ground: %s. Give a terrain model of that area (--rpc-dem, rpcDem over HTTP), or one height for all of it (--rpc-height, rpcHeight)."
            .formatted(raster, why));
  }
}
