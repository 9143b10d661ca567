package io.landfall.render;

import io.landfall.export.ExportPlanner;
import io.landfall.export.SceneSource;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportSource;
import io.landfall.model.OutputBands;
import io.landfall.model.OutputFormat;
import io.landfall.model.PixelGrid;
import io.landfall.model.PlannedBand;
import io.landfall.model.PlannedScene;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneId;
import io.landfall.model.TileLayout;
import io.landfall.model.Tool;
import io.landfall.raster.BlockCache;
import io.landfall.raster.CoordinateTransforms;
import io.landfall.raster.LayoutPlanner;
import io.landfall.raster.RasterException;
import io.landfall.raster.RunRenderer;
import io.landfall.raster.picture.PictureLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/** Plans exports from the headers of rasters: bands, grid, layout. */
public final class RasterPlanner implements ExportPlanner {
  private final SceneSource scenes;
  private final FileSources files;
  private final CoordinateTransforms transforms;
  private final LayoutPlanner layouts;
  private final String software;

  /**
   * Makes a planner.
   *
   * @param software what the plan says it was made by: name and version
   */
  public RasterPlanner(
      SceneSource scenes,
      FileSources files,
      CoordinateTransforms transforms,
      PlannerSettings settings,
      String software) {
    this.scenes = scenes;
    this.files = files;
    this.transforms = transforms;
    this.layouts = new LayoutPlanner(settings.runBytes(), settings.singleObjectBytes());
    this.software = software;
  }

  @Override
  public ExportPlan plan(ExportRequest request) {
    try {
      return checked(request);
    } catch (RasterException e) {
      throw FileSources.failure(e);
    }
  }

  private ExportPlan checked(ExportRequest request) {
    checkMask(request.mask());
    ExportSource.Scenes source = (ExportSource.Scenes) request.source();
    BandChoice choice = new BandChoice(files);
    List<Scene> found = new ArrayList<>();
    for (SceneId id : source.scenes()) {
      found.add(choice.expand(scenes.scene(id)));
    }
    List<String> wanted = source.bands().isEmpty() ? found.get(0).defaultBands() : source.bands();
    checkBands(found, wanted);
    List<PlannedScene> pinned = found.stream().map(scene -> choice.pin(scene, wanted)).toList();
    List<PlannedBand> inputs =
        pinned.stream().flatMap(scene -> scene.bands().stream()).filter(Objects::nonNull).toList();

    GridPlanner grids = new GridPlanner(transforms, request, inputs);
    PixelGrid grid = grids.grid();
    OutputBands bands = outputBands(request, found, wanted, inputs, grid);
    OutputFormat format = FormatChoice.choose(request.format(), bands);
    if (format.type().isPicture()) {
      PictureLimits.check(format.type(), bands.count(), bands.type(), grid.width(), grid.height());
    }
    TileLayout layout =
        layouts.plan(
            grid, bands, format, FormatChoice.packedShare(format, bands), grids.unitFilter(grid));
    ExportPlan plan =
        new ExportPlan(
            software,
            fileName(request, found.get(0)),
            grid,
            pinned,
            request.resampling(),
            tool(request, wanted.size()),
            request.mask(),
            bands,
            format,
            layout,
            null);
    new RunRenderer(
        plan,
        files,
        transforms,
        new BlockCache(0)); // a plan that cannot be rendered is refused now
    return plan;
  }

  private static void checkMask(Aoi mask) {
    if (mask == null) {
      return;
    }
    TopologyValidationError error = new IsValidOp(mask.toGeometry()).getValidationError();
    if (error != null) {
      throw new ExportFailure(
          ErrorCode.AOI_INVALID,
          "Invalid area of interest: %s near [%s, %s]. Repair the polygon."
              .formatted(
                  error.getMessage(), error.getCoordinate().getX(), error.getCoordinate().getY()));
    }
  }

  private static void checkBands(List<Scene> found, List<String> wanted) {
    for (String alias : wanted) {
      if (found.stream().allMatch(scene -> BandChoice.find(scene, alias) == null)) {
        List<String> names =
            found.get(0).bands().stream().map(band -> String.join(" or ", band.aliases())).toList();
        throw new ExportFailure(
            ErrorCode.BAND_UNKNOWN,
            "Cannot find band %s in scene %s: it has %s. Choose among these."
                .formatted(alias, found.get(0).name(), String.join("; ", names)));
      }
    }
  }

  private OutputBands outputBands(
      ExportRequest request,
      List<Scene> found,
      List<String> wanted,
      List<PlannedBand> inputs,
      PixelGrid grid) {
    List<String> names = new ArrayList<>();
    for (String alias : wanted) {
      names.add(
          found.stream()
              .map(scene -> BandChoice.find(scene, alias))
              .filter(Objects::nonNull)
              .findFirst()
              .orElseThrow()
              .name());
    }
    if (!request.stretch().isEmpty()) {
      return new OutputBands(names, SampleType.UINT8, 0.0);
    }
    SampleType type = SampleTypes.widest(inputs.stream().map(PlannedBand::type).toList());
    return new OutputBands(names, type, nodata(request, found.size(), inputs, grid, type));
  }

  /**
   * Returns the value for pixels without data; {@code null} where every pixel is sure to have some.
   */
  private static Double nodata(
      ExportRequest request,
      int scenes,
      List<PlannedBand> inputs,
      PixelGrid grid,
      SampleType type) {
    Double first =
        inputs.stream().map(PlannedBand::nodata).filter(Objects::nonNull).findFirst().orElse(null);
    if (first != null && holds(type, first)) {
      return first;
    }
    boolean whole =
        scenes == 1
            && request.mask() == null
            && inputs.stream().allMatch(band -> band.geometry().epsg() == grid.epsg());
    if (whole && first == null) {
      return null;
    }
    return type.isFloating() ? Double.NaN : 0.0;
  }

  private static boolean holds(SampleType type, double value) {
    return value >= type.min()
        && value <= type.max()
        && (type.isFloating() || value == Math.rint(value));
  }

  private static Tool tool(ExportRequest request, int bands) {
    List<Tool.Range> ranges = request.stretch();
    if (ranges.isEmpty()) {
      return new Tool.Identity();
    }
    if (ranges.size() != 1 && ranges.size() != bands) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid stretch: %d ranges for %d bands. Give one for all, or one each."
              .formatted(ranges.size(), bands));
    }
    return new Tool.LinearStretch(
        ranges.size() == bands ? ranges : Collections.nCopies(bands, ranges.get(0)));
  }

  private static String fileName(ExportRequest request, Scene first) {
    String name =
        request.name() == null || request.name().isBlank() ? first.name() : request.name();
    String safe =
        name.strip().replaceAll("[^\\p{L}\\p{N}._-]+", "_").replaceAll("^[._]+|[._]+$", "");
    String stem = safe.replaceFirst("(?i)\\.tiff?$", "");
    return (stem.isEmpty() ? "export" : stem.substring(0, Math.min(stem.length(), 120))) + ".tif";
  }
}
