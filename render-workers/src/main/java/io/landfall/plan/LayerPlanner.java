package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Processing;
import io.landfall.raster.cog.GridRenderer;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.locationtech.jts.geom.Geometry;

/**
 * Plans what is shown on maps as an export in the CRS of the map would be planned, once for all of
 * its tiles: all but the layout of a file.
 */
public final class LayerPlanner {
  /** A coarser grid for layers that are too large for one of their own resolution, in pixels. */
  private static final int MAX_SIDE = 1 << 19;

  private static final int OUTLINE_SIDE = 4096;

  private final RasterPlanner planner;
  private final CoordinateTransforms transforms;

  /** Makes one that plans as {@code planner} does. */
  public LayerPlanner(RasterPlanner planner, CoordinateTransforms transforms) {
    this.planner = planner;
    this.transforms = transforms;
  }

  /**
   * A layer, planned.
   *
   * @param shown gives the image: bytes of one band, or of red, green and blue. Its grid is of all
   *     of the layer
   * @param values gives the values of the same: before stretch and colours
   * @param outlineGrid that outlines are in pixels of
   * @param outlines where each scene of {@code shown} can have pixels; empty: anywhere
   * @param resolution the finest of the scenes, in units of the CRS
   */
  public record LayerPlan(
      ExportPlan shown,
      ExportPlan values,
      PixelGrid outlineGrid,
      List<Optional<List<Geometry>>> outlines,
      double resolution) {

    /** Returns this plan with other warnings. */
    public LayerPlan withWarnings(UnaryOperator<String> change) {
      return new LayerPlan(
          shown.withWarnings(shown.warnings().stream().map(change).toList()),
          values,
          outlineGrid,
          outlines,
          resolution);
    }
  }

  /**
   * Plans a layer.
   *
   * @param epsg CRS of the map
   * @param worldSide how long the map is, in units of the CRS
   * @param checkWanted throws when nobody waits any more
   * @throws ExportFailure as planning an export does; TOOL_INVALID for a tool that holds too much
   *     memory beside others
   */
  public LayerPlan plan(ExportRequest request, int epsg, double worldSide, Runnable checkWanted) {
    var sources = new InterruptibleSources(planner.files(), checkWanted);
    return RasterPlanner.orFailure(() -> plan(onMap(request, epsg), worldSide, sources));
  }

  private LayerPlan plan(ExportRequest asked, double worldSide, InterruptibleSources sources) {
    ExportRequest request = LookChoice.expanded(asked);
    if (request.effectiveProcessing().tool() != null) {
      GridRenderer.checkMemory(request.effectiveProcessing().tool());
    }
    PlanWarnings warnings = new PlanWarnings();
    InputChoice found = planner.findInputs(request, sources, warnings).coarselyMasked();
    RasterPlanner.PlannedPixels shown = asBytes(request, worldSide, found, sources, warnings);
    ExportPlan image = shown.plan(planner.software(), noLayout(), warnings);
    ExportRequest plain = withoutColors(shown.request());
    PlanWarnings unsaid = new PlanWarnings(); // they were said of the image
    InputChoice inputs = planner.findInputs(plain, sources, unsaid).coarselyMasked();
    ExportPlan values =
        pixels(plain, worldSide, inputs, sources, unsaid)
            .plan(planner.software(), noLayout(), unsaid);
    PixelGrid coarse = coarse(shown.grid());
    return new LayerPlan(
        image,
        values,
        coarse,
        image.scenes().stream().map(scene -> outlines(scene, shown.grids(), coarse)).toList(),
        finest(image));
  }

  /** Plans an image: values that are no bytes are stretched, if nobody said how. */
  private RasterPlanner.PlannedPixels asBytes(
      ExportRequest request,
      double worldSide,
      InputChoice found,
      InterruptibleSources sources,
      PlanWarnings warnings) {
    PlanWarnings said =
        new PlanWarnings(); // of an encoding, too, that a stretch takes the place of
    RasterPlanner.PlannedPixels pixels = pixels(request, worldSide, found, sources, said);
    if (pixels.bands().type() == SampleType.UINT8) {
      warnings.addAll(said.list());
      return pixels;
    }
    warnings.add(
        "The values are no bytes, as an image has them: they are shown from their 2nd to 98th"
            + " percentile. Name a stretch or a colour ramp for others.");
    Processing all = pixels.request().effectiveProcessing();
    ExportRequest stretched =
        ExportRequestBuilder.of(pixels.request(), request.source())
            .processing(
                new Processing(
                    all.tool(),
                    all.toolName(),
                    all.inputs(),
                    null,
                    Percentiles.AUTO,
                    null,
                    all.ramp(),
                    null))
            .build();
    return pixels(stretched, worldSide, found, sources, warnings);
  }

  /** Plans at the resolution of the first scene, or at one that the largest of grids can have. */
  private RasterPlanner.PlannedPixels pixels(
      ExportRequest request,
      double worldSide,
      InputChoice found,
      InterruptibleSources sources,
      PlanWarnings warnings) {
    try {
      return planner.pixels(request, found, sources, warnings);
    } catch (ExportFailure tooFine) {
      if (tooFine.code() != ErrorCode.EXPORT_TOO_LARGE) {
        throw tooFine;
      }
      ExportRequest coarser =
          ExportRequestBuilder.of(request, request.source())
              .resolution(worldSide / MAX_SIDE)
              .build();
      return planner.pixels(coarser, found, sources, warnings);
    }
  }

  /** What an image of bytes shows, on the map's own CRS. */
  private static ExportRequest onMap(ExportRequest request, int epsg) {
    OutputFormatRequest image =
        new OutputFormatRequest(
            OutputFormat.FileFormat.PNG,
            null,
            null,
            null,
            null,
            request.format().overviewResampling());
    return ExportRequestBuilder.of(request, request.source())
        .outputProjection(epsg)
        .resolution(null)
        .grid(null)
        .format(image)
        .build();
  }

  /** The bands or the result of the tool, as they are. */
  private static ExportRequest withoutColors(ExportRequest request) {
    Processing all = request.effectiveProcessing();
    return ExportRequestBuilder.of(request, request.source())
        .stretch(List.of())
        .processing(new Processing(all.tool(), all.toolName(), all.inputs(), null, null, null))
        .format(OutputFormatRequest.ofDefaults())
        .build();
  }

  private static TileLayout noLayout() {
    return new TileLayout(0, List.of(), 0, true, false, 0);
  }

  private static PixelGrid coarse(PixelGrid grid) {
    double factor = Math.max(1, Math.max(grid.width(), grid.height()) / (double) OUTLINE_SIDE);
    return new PixelGrid(
        grid.epsg(),
        grid.west(),
        grid.north(),
        grid.pixelWidth() * factor,
        grid.pixelHeight() * factor,
        (int) Math.ceil(grid.width() / factor),
        (int) Math.ceil(grid.height() / factor));
  }

  private static Optional<List<Geometry>> outlines(
      PlannedScene scene, GridPlanner grids, PixelGrid grid) {
    List<Geometry> all = new ArrayList<>();
    for (RasterGeometry geometry : geometries(scene)) {
      Optional<List<Geometry>> outlines = grids.footprints().onGrid(geometry, grid);
      if (outlines.isEmpty()) {
        return outlines;
      }
      all.addAll(outlines.get());
    }
    return Optional.of(List.copyOf(all));
  }

  private static List<RasterGeometry> geometries(PlannedScene scene) {
    return scene.bands().stream()
        .filter(Objects::nonNull)
        .map(PlannedBand::geometry)
        .distinct()
        .toList();
  }

  private double finest(ExportPlan plan) {
    CoordinateTransforms own = transforms.over(plan);
    return plan.scenes().stream()
        .flatMap(scene -> geometries(scene).stream())
        .distinct()
        .mapToDouble(geometry -> pixelSide(geometry, own, plan.grid().epsg()))
        .filter(side -> side > 0)
        .min()
        .orElse(plan.grid().pixelWidth());
  }

  /** Returns the side of the pixel in the middle of a raster, in units of a CRS. */
  private static double pixelSide(RasterGeometry geometry, CoordinateTransforms own, int epsg) {
    GeoTransform transform = geometry.transform();
    double column = geometry.width() / 2.0;
    double row = geometry.height() / 2.0;
    double[] x = {
      transform.x(column, row), transform.x(column + 1, row), transform.x(column, row + 1)
    };
    double[] y = {
      transform.y(column, row), transform.y(column + 1, row), transform.y(column, row + 1)
    };
    own.between(geometry, epsg).transform(x, y, 3);
    return Math.min(Math.hypot(x[1] - x[0], y[1] - y[0]), Math.hypot(x[2] - x[0], y[2] - y[0]));
  }
}
