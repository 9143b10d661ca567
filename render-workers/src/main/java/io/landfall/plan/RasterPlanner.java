package io.landfall.plan;

import io.landfall.export.ExportPlanner;
import io.landfall.export.SceneSource;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.PlainText;
import io.landfall.model.Resampling;
import io.landfall.model.geojson.EdgePairs;
import io.landfall.model.geojson.GeoJsonReader;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.Composite;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.model.request.SourceReading;
import io.landfall.plan.composite.MosaicOrder;
import io.landfall.plan.composite.ProvenanceCheck;
import io.landfall.plan.maptile.MapTileChoice;
import io.landfall.plan.place.TerrainPlace;
import io.landfall.plan.place.UnlikelyArea;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterSources;
import io.landfall.raster.cog.EncodedContent;
import io.landfall.raster.cog.LayoutPlanner;
import io.landfall.raster.cog.StatisticsPass;
import io.landfall.raster.cog.TaskRenderer;
import io.landfall.raster.cog.ToolReach;
import io.landfall.raster.color.Histogram;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.image.ImageLimits;
import io.landfall.source.SceneFiles;
import java.text.Normalizer;
import java.util.List;
import java.util.function.Supplier;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/** Plans exports from the headers of rasters: bands, grid, layout. */
public final class RasterPlanner implements ExportPlanner {
  private static final long STATISTICS_PASS_CACHE_BYTES = 32L << 20;

  /** File systems take names of 255 bytes, and those of sidecars and parts are longer than this. */
  private static final int MAX_STEM_BYTES = 200;

  private final SceneSource scenes;
  private final SceneFiles files;
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
      SceneFiles files,
      CoordinateTransforms transforms,
      PlannerSettings settings,
      String software) {
    this.scenes = scenes;
    this.files = files;
    this.transforms = transforms;
    this.layouts = new LayoutPlanner(settings.taskBytes(), settings.singleObjectBytes());
    this.software = software;
  }

  /** Returns what this one opens files with. */
  SceneFiles files() {
    return files;
  }

  /** Returns what it is that plans. */
  String software() {
    return software;
  }

  @Override
  public Supplier<ExportPlan> lookUp(ExportRequest request, Runnable checkWanted) {
    checkWanted.run();
    ExportRequest asked = LookChoice.expanded(request);
    PlanWarnings warnings = new PlanWarnings();
    var sources = new InterruptibleSources(files, checkWanted);
    InputChoice found = orFailure(() -> findInputs(asked, sources, warnings));
    return () -> orFailure(() -> plan(asked, found, sources, warnings));
  }

  static <T> T orFailure(Supplier<T> work) {
    try {
      return work.get();
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    }
  }

  InputChoice findInputs(ExportRequest asked, InterruptibleSources sources, PlanWarnings warnings) {
    SceneSource catalogue = sources.checkedEach(scenes.asSeenBy(asked::viewerOf));
    SourceReading reading = asked.effectiveSources();
    TerrainPlace terrain =
        TerrainChoice.of(reading.rpcDem(), catalogue, files, warnings, transforms);
    BandChoice bandChoice =
        new BandChoice(files, reading, warnings, transforms, asked.cloudMask(), terrain);
    InputChoice inputs = InputChoice.of(asked, catalogue, bandChoice);
    if (terrain != null && !terrain.isUsed()) {
      warnings.add(
          "The terrain model %s is not used: rational polynomial coefficients place no scene."
              .formatted(terrain.name()));
    }
    Composite composite = asked.composite();
    if (composite == null || composite.score() == null) {
      return inputs;
    }
    ExportRequest scored = // which calibrates what the expression needs so
        ExportRequestBuilder.of(asked, asked.source())
            .composite(null)
            .stretch(List.of())
            .processing(new Processing(composite.score(), null, null, null, null, null))
            .build();
    InputChoice score = InputChoice.of(scored, catalogue, bandChoice);
    return inputs.withScore(CalibrationChoice.apply(scored, score, transforms, warnings));
  }

  private ExportPlan plan(
      ExportRequest asked, InputChoice found, InterruptibleSources sources, PlanWarnings warnings) {
    PlannedPixels pixels = pixels(asked, found, sources, warnings);
    if (asked.provenance()) {
      pixels.checkProvenance();
    }
    PixelGrid grid = pixels.grid();
    OutputFormat format = pixels.format();
    if (format.type().isPicture()) {
      ImageLimits.check(
          format.type(),
          pixels.bands().count(),
          pixels.bands().type(),
          grid.width(),
          grid.height());
    }
    TileLayout layout =
        layouts.plan(
            grid,
            pixels.bands(),
            format,
            FormatChoice.compressedShare(format, pixels.bands()),
            sources.checkedEach(pixels.grids().metatileFilter(grid, pixels.reach())),
            new EncodedContent(
                grid, pixels.inputs().scenes(), sources, pixels.grids().transforms()));
    sources.checkWanted().run();
    ExportPlan plan = pixels.plan(software, layout, warnings);
    new TaskRenderer(
        plan,
        files,
        transforms,
        new BlockCache(0)); // a plan that cannot be rendered is refused now
    return plan;
  }

  /** Chooses all that decides the pixels of an output, on a grid for all of it. */
  PlannedPixels pixels(
      ExportRequest asked, InputChoice found, InterruptibleSources sources, PlanWarnings warnings) {
    sources.checkWanted().run();
    checkMask(asked.mask());
    if (asked.mask() != null) {
      UnlikelyArea.toldLongWay(asked.mask()).ifPresent(warnings::add);
    }
    ExportRequest request = LookChoice.forImage(MapTileChoice.completed(asked), found, warnings);
    boolean sharpens = request.effectiveProcessing().pansharpening() != null;
    GridPlanner grids =
        new GridPlanner( // the grid of bands that are sharpened is that of the panchromatic one
            transforms, request, sharpens ? found.bandsLastFirst() : found.bands());
    PixelGrid grid = grids.grid();
    warnings.addAll(grids.warnings());
    InputChoice ordered = found;
    if (request.composite() != null) {
      ordered = found.only(MosaicOrder.of(request.composite(), found.scenes()));
      ClassBands.warnOfMixed(request.composite(), ordered.chosen(), warnings);
    }
    InputChoice inputs = CalibrationChoice.apply(request, ordered, transforms, warnings);
    ToolChoice choice =
        ToolChoice.of(request, inputs, new CoarseCounts(request, inputs, grid, sources), warnings);
    OutputBands bands = OutputChoice.of(request, inputs, grid, choice, warnings);
    OutputFormat format =
        FormatChoice.choose(
            request.format(),
            bands,
            ResamplingChoice.ofOverviews(request, inputs, choice, warnings));
    if (format.type().isPicture()) {
      ShownBands.check(format.type(), bands);
    }
    FormatChoice.warn(format, bands, warnings);
    FormatChoice.warnOfUnused(request.format(), format, warnings);
    String first = found.scenes().get(0).name(); // whichever lies on top
    return new PlannedPixels(request, first, inputs, grids, grid, choice, bands, format);
  }

  private static void checkMask(Aoi mask) {
    if (mask == null) {
      return;
    }
    MultiPolygon area = mask.toGeometry();
    try {
      EdgePairs.check(area, GeoJsonReader.Limits.OF_FILES.positions());
    } catch (IllegalArgumentException e) {
      throw new ExportFailure(
          ErrorCode.AOI_INVALID, "Invalid area of interest: %s.".formatted(e.getMessage()), e);
    }
    TopologyValidationError error = new IsValidOp(area).getValidationError();
    if (error != null) {
      throw new ExportFailure(
          ErrorCode.AOI_INVALID,
          "Invalid area of interest: %s near [%s, %s]. Repair the polygon."
              .formatted(
                  error.getMessage(), error.getCoordinate().getX(), error.getCoordinate().getY()));
    }
  }

  /** Counts the values of a tool on coarse grids. */
  private final class CoarseCounts implements SceneColorChoice.ValueCounts {
    private final ExportRequest request;
    private final InputChoice inputs;
    private final PixelGrid grid;
    private final RasterSources sources;

    CoarseCounts(ExportRequest request, InputChoice inputs, PixelGrid grid, RasterSources sources) {
      this.request = request;
      this.inputs = inputs;
      this.grid = grid;
      this.sources = sources;
    }

    @Override
    public List<Histogram> histograms(ToolChoice values) {
      return histograms(values, inputs.coarselyMasked(), grid, request.mask(), request.composite());
    }

    @Override
    public List<Histogram> ofScenes(ToolChoice values, List<Integer> scenes) {
      InputChoice some = inputs.only(scenes).coarselyMasked();
      return histograms(values, some, grid, request.mask(), request.composite());
    }

    @Override
    public List<Histogram> ofScene(ToolChoice values, int scene) {
      InputChoice alone = inputs.only(List.of(scene)).coarselyMasked();
      ExportRequest whole =
          new ExportRequestBuilder(request.owner(), request.source())
              .outputProjection(alone.bands().get(0).geometry().crs() == null ? null : grid.epsg())
              .build();
      PixelGrid own = new GridPlanner(transforms, whole, alone.bands()).grid();
      return histograms(values, alone, own, null, null);
    }

    private List<Histogram> histograms(
        ToolChoice values, InputChoice counted, PixelGrid area, Aoi mask, Composite composite) {
      ExportPlan plan =
          new ExportPlanBuilder(software, "")
              .grid(area)
              .scenes(counted.scenes())
              .tool(values.tool())
              .mask(mask)
              .bands(values.bands())
              .format(
                  FormatChoice.choose(
                      OutputFormatRequest.ofDefaults(), values.bands(), Resampling.NEAREST))
              .inputGroups(counted.inputGroups())
              .composite(counted.composite(composite))
              .build();
      return StatisticsPass.histograms(
          plan,
          values.bands().type(),
          sources,
          transforms,
          new BlockCache(STATISTICS_PASS_CACHE_BYTES));
    }
  }

  /**
   * All that decides the pixels of an output.
   *
   * @param request with what was chosen for those values that it left open
   * @param firstScene what the first scene that was asked for is called
   * @param grids that laid the grid
   * @param grid of all of the output
   */
  record PlannedPixels(
      ExportRequest request,
      String firstScene,
      InputChoice inputs,
      GridPlanner grids,
      PixelGrid grid,
      ToolChoice choice,
      OutputBands bands,
      OutputFormat format) {

    /** Makes the plan. */
    ExportPlan plan(String software, TileLayout layout, PlanWarnings warnings) {
      return new ExportPlanBuilder(software, fileName())
          .grid(grid)
          .scenes(inputs.scenes())
          .resampling(ResamplingChoice.ofPixels(request, inputs, warnings))
          .tool(choice.tool())
          .mask(request.mask())
          .bands(bands)
          .format(format)
          .layout(layout)
          .inputGroups(inputs.inputGroups())
          .warnings(warnings.list())
          .composite(inputs.composite(request.composite()))
          .provenance(request.provenance())
          .build();
    }

    /** Refuses scene numbers where no one scene gives a pixel. */
    void checkProvenance() {
      Composite composite = request.composite();
      ProvenanceCheck.check(
          inputs.inputGroups() != null,
          reach().halo() > 0,
          composite,
          inputs.names().size(),
          inputs.scenes().size());
    }

    ToolReach reach() {
      return ToolReach.of(choice.tool(), inputs.scenes().get(0).bands().size());
    }

    private String fileName() {
      String name =
          request.name() == null || request.name().isBlank() ? firstScene : request.name();
      String safe =
          Normalizer.normalize(name.strip(), Normalizer.Form.NFC)
              .replaceAll("[^\\p{L}\\p{M}\\p{N}._-]+", "_")
              .replaceAll("^[._]++|(?<![._])[._]++$", "");
      boolean isZarr = format.type().isSharded();
      String stem =
          safe.replaceFirst(isZarr ? "(?i)\\.(tiff?|zarr|zarr\\.zip)$" : "(?i)\\.tiff?$", "");
      return (stem.isEmpty() ? "export" : PlainText.beginningOfBytes(stem, MAX_STEM_BYTES))
          + (isZarr ? ".zarr.zip" : ".tif");
    }
  }
}
