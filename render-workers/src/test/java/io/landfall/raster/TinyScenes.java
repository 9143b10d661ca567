package io.landfall.raster;

import io.landfall.model.Aoi;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Tool;
import io.landfall.raster.crs.FlatTransforms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A case of warping that can be read: scenes written as text over a grid of a few pixels, each one
 * unit of the ground, without data type or projection in the way. The first scene is on top.
 */
public final class TinyScenes {
  private static final int EPSG = 1;

  private final Map<String, TextRaster> rasters = new HashMap<>();
  private final List<PlannedScene> scenes = new ArrayList<>();
  private PixelGrid grid;
  private Resampling resampling = Resampling.NEAREST;
  private Tool tool = new Tool.IdentityTool();
  private Aoi mask;
  private List<List<Integer>> inputGroups;
  private double period;

  private TinyScenes(PixelGrid grid) {
    this.grid = grid;
  }

  /** Begins with a grid and no scene. */
  public static TinyScenes on(int width, int height) {
    return new TinyScenes(new PixelGrid(EPSG, 0, 0, 1, width, height));
  }

  /** Lets a pixel of the grid be so many units of the ground. */
  public TinyScenes ofPixels(double side) {
    grid = new PixelGrid(EPSG, grid.west(), 0, side, grid.width(), grid.height());
    return this;
  }

  /** Lets a place come again after so many units eastward, of which the grid begins at one. */
  public TinyScenes around(double units, double west) {
    period = units;
    grid = new PixelGrid(EPSG, west, 0, grid.pixelWidth(), grid.width(), grid.height());
    return this;
  }

  public TinyScenes by(Resampling way) {
    resampling = way;
    return this;
  }

  public TinyScenes with(Tool any) {
    tool = any;
    return this;
  }

  /** Lets inputs of the tool be of mosaics of their own. */
  public TinyScenes inGroups(List<List<Integer>> groups) {
    inputGroups = groups;
    return this;
  }

  /** Wants the pixels {@code [x0, x1) x [y0, y1)} only. */
  public TinyScenes within(int x0, int y0, int x1, int y1) {
    mask = new Aoi(new double[][][][] {{{{x0, -y0}, {x1, -y0}, {x1, -y1}, {x0, -y1}, {x0, -y0}}}});
    return this;
  }

  /** Adds a scene below the others; {@code null} for a band that it lacks. */
  public TinyScenes scene(TinyBand... bands) {
    String name = "s" + scenes.size();
    List<PlannedBand> planned = new ArrayList<>();
    for (TinyBand band : bands) {
      planned.add(band == null ? null : planned(name + "/" + planned.size(), band));
    }
    scenes.add(new PlannedScene(new SceneId(name), name, planned, null));
    return this;
  }

  private PlannedBand planned(String name, TinyBand band) {
    TextRaster raster = new TextRaster(name, band.levels());
    rasters.put(name, raster);
    double west = grid.west() + band.x() * grid.pixelWidth();
    double north = grid.north() - band.y() * grid.pixelHeight();
    double side = band.pixel() * grid.pixelWidth();
    RasterGeometry geometry =
        new RasterGeometry(
            EPSG,
            GeoTransform.northUp(west, north, side, side),
            raster.info().width(),
            raster.info().height());
    return new PlannedBand(
        name, name, "1", 1, 0, SampleType.FLOAT64, TextRaster.NODATA, geometry, band.rescaling());
  }

  /** Returns the raster of a band. */
  public TextRaster raster(int scene, int band) {
    return rasters.get("s" + scene + "/" + band);
  }

  public RasterSources sources() {
    return band -> rasters.get(band.href());
  }

  public FlatTransforms transforms() {
    return new FlatTransforms(period);
  }

  /** Returns a plan with as many output bands as inputs, in doubles. */
  public ExportPlan plan() {
    List<String> names = Collections.nCopies(scenes.get(0).bands().size(), "band");
    OutputFormat format =
        new OutputFormat(
            OutputFormat.FileFormat.COG,
            OutputFormat.BlockCompression.NONE,
            null,
            0,
            1,
            16,
            Resampling.AVERAGE);
    return new ExportPlanBuilder("test", "tiny.tif")
        .grid(grid)
        .scenes(scenes)
        .resampling(resampling)
        .tool(tool)
        .mask(mask)
        .bands(new OutputBands(names, SampleType.FLOAT64, null))
        .format(format)
        .layout(new TileLayout(0, List.of(), 0, true, false, 0))
        .inputGroups(inputGroups)
        .build();
  }
}
