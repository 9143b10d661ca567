package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.export.SceneSource;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.cloud.CloudMask;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Composite;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.GridAlignment;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.model.request.SourceReading;
import io.landfall.model.request.Tool;
import io.landfall.model.request.ValueMode;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterSources;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.terrain.TerrainTransforms;
import io.landfall.source.SceneFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

/** Asks for plans of real files: a request put together piece by piece. */
public final class PlannerFixture {
  public static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();
  static final PlannerSettings SETTINGS = new PlannerSettings(32 << 20, 64 << 20);

  private final SceneSource scenes;
  private final List<SceneId> ids;
  private List<String> bands = List.of();
  private String name;
  private Integer epsg;
  private Double resolution;
  private Resampling resampling = Resampling.NEAREST;
  private Aoi mask;
  private List<Tool.ValueRange> stretch = List.of();
  private OutputFormatRequest format;
  private Processing processing;
  private GridAlignment grid;
  private SourceReading sources;
  private MaskMode maskMode;
  private ValueMode values;
  private CloudMask cloudMask;
  private Composite composite;
  private boolean provenance;

  private PlannerFixture(SceneSource scenes, List<SceneId> ids) {
    this.scenes = scenes;
    this.ids = ids;
  }

  /** Returns a file or folder of the test data; skips the test where there are none. */
  public static Path data(String name) {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real files to plan with");
    return Path.of(data).resolve(name);
  }

  /**
   * Exports scenes from a source.
   *
   * @param ids the first on top; may grow until {@link #plan()}
   */
  public static PlannerFixture of(SceneSource scenes, List<SceneId> ids) {
    return new PlannerFixture(scenes, ids);
  }

  /** Exports single files with all their bands, the first on top. */
  public static PlannerFixture files(Path... files) {
    return new PlannerFixture(
        id ->
            new Scene(
                id,
                Path.of(id.value()).getFileName().toString(),
                List.of(band(Path.of(id.value()), SceneBand.ALL_BANDS, null, "*")),
                List.of(),
                null),
        Arrays.stream(files).map(file -> new SceneId(file.toString())).toList());
  }

  /** Exports real files of the test data. */
  static PlannerFixture real(String... names) {
    return files(Arrays.stream(names).map(PlannerFixture::data).toArray(Path[]::new));
  }

  /** Exports scenes as given. */
  static PlannerFixture scenes(Scene... scenes) {
    return new PlannerFixture(
        id -> Arrays.stream(scenes).filter(s -> s.id().equals(id)).findFirst().orElseThrow(),
        Arrays.stream(scenes).map(Scene::id).toList());
  }

  /** A crop of Landsat 8 in UTM zone 16, 627 x 603 pixels of 30 m. */
  static PlannerFixture landsat() {
    return scenes(landsatScene());
  }

  static Scene landsatScene() {
    Path folder = data("landsat/LC80200392015216LGN00_crop");
    return new Scene(
        new SceneId("LC8"),
        "LC80200392015216LGN00",
        List.of(
            band(folder.resolve("l8_B2.tif"), 0, 0.0, "blue", "B2", "2"),
            band(folder.resolve("l8_B3.tif"), 0, 0.0, "green", "B3", "3"),
            band(folder.resolve("l8_B4.tif"), 0, 0.0, "red", "B4", "4"),
            band(folder.resolve("l8_BQA.tif"), 0, null, "BQA")),
        List.of("red", "green", "blue"),
        null);
  }

  static SceneBand band(Path file, int index, Double nodata, String... aliases) {
    return new SceneBand(
        List.of(aliases), file.toUri().toString(), index, nodata, null, null, null);
  }

  /** Returns a box in longitude and latitude. */
  static Aoi box(double west, double south, double east, double north) {
    return Aoi.of(new GeometryFactory().toGeometry(new Envelope(west, east, south, north)));
  }

  public PlannerFixture bands(String... aliases) {
    bands = new ArrayList<>(List.of(aliases));
    return this;
  }

  PlannerFixture name(String text) {
    name = text;
    return this;
  }

  public PlannerFixture to(Integer code, Double size) {
    epsg = code;
    resolution = size;
    return this;
  }

  public PlannerFixture by(Resampling way) {
    resampling = way;
    return this;
  }

  public PlannerFixture within(Aoi area) {
    mask = area;
    return this;
  }

  public PlannerFixture stretched(Tool.ValueRange... ranges) {
    stretch = List.of(ranges);
    return this;
  }

  public PlannerFixture as(OutputFormatRequest asked) {
    format = asked;
    return this;
  }

  PlannerFixture colored(ColorCorrection color) {
    return with(new Processing(null, null, null, color, null, null));
  }

  public PlannerFixture with(Processing wanted) {
    processing = wanted;
    return this;
  }

  PlannerFixture on(GridAlignment alignment) {
    grid = alignment;
    return this;
  }

  PlannerFixture reading(SourceReading known) {
    sources = known;
    return this;
  }

  public PlannerFixture masked(MaskMode mode) {
    maskMode = mode;
    return this;
  }

  public PlannerFixture taking(ValueMode mode) {
    values = mode;
    return this;
  }

  public PlannerFixture withoutClouds(CloudMask clouds) {
    cloudMask = clouds;
    return this;
  }

  public PlannerFixture composed(Composite wanted) {
    composite = wanted;
    return this;
  }

  public PlannerFixture withProvenance() {
    provenance = true;
    return this;
  }

  public ExportPlan plan() {
    try (SceneFiles files = new SceneFiles()) {
      return plan(files);
    }
  }

  /** Plans with files that stay open for the rendering. */
  public ExportPlan plan(SceneFiles files) {
    return plan(files, () -> {});
  }

  /** Plans as long as the plan is wanted. */
  ExportPlan plan(SceneFiles files, Runnable checkWanted) {
    ExportRequest request =
        new ExportRequestBuilder("test", new ExportSource.MosaicSource(ids, bands))
            .name(name)
            .outputProjection(epsg)
            .resolution(resolution)
            .resampling(resampling)
            .mask(mask)
            .stretch(stretch)
            .format(format)
            .processing(processing)
            .grid(grid)
            .sources(sources)
            .maskMode(maskMode)
            .values(values)
            .cloudMask(cloudMask)
            .composite(composite)
            .provenance(provenance)
            .build();
    return new RasterPlanner(scenes, files, transforms(files), SETTINGS, "test 1")
        .lookUp(request, checkWanted)
        .get();
  }

  /** Returns transforms that read terrain models. */
  public static CoordinateTransforms transforms(RasterSources files) {
    return new TerrainTransforms(TRANSFORMS, files, new BlockCache());
  }

  /** Plans what must be refused with {@code code}. */
  ExportFailure refused(ErrorCode code) {
    Throwable thrown = catchThrowable(this::plan);
    assertThat(thrown).isInstanceOf(ExportFailure.class);
    assertThat(((ExportFailure) thrown).code()).as(thrown.getMessage()).isEqualTo(code);
    return (ExportFailure) thrown;
  }
}
