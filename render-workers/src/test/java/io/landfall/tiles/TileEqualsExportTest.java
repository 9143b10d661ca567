package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Aoi;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ColorRampRequest;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Processing;
import io.landfall.model.request.Tool;
import io.landfall.model.request.ToolSource;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileSize;
import io.landfall.plan.LayerPlanner;
import io.landfall.plan.LayerPlanner.LayerPlan;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.BlockCache;
import io.landfall.raster.ByteSource;
import io.landfall.raster.cog.CogAssembler;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.cog.TaskRenderer;
import io.landfall.raster.image.PixelRows;
import io.landfall.raster.image.ShownPixels;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.warp.ReadHelpers;
import io.landfall.raster.warp.WindowBuffers;
import io.landfall.source.SceneFiles;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

/** A tile has the pixels of an export whose area of interest is its square. */
class TileEqualsExportTest {
  private static final String NAIP = "rgbnir/m_3607824_se_17_1_20160620_subset.tif";
  private static final SceneFiles FILES = new SceneFiles();

  @AfterAll
  static void closeFiles() {
    FILES.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Resampling.class,
      names = {"NEAREST", "BILINEAR", "CUBIC"})
  void ofStretchedColors(Resampling resampling) {
    ExportRequest request =
        TileScenes.landsat()
            .resampling(resampling)
            .stretch(List.of(new Tool.ValueRange(6_000, 14_000)))
            .build();
    for (int zoom : new int[] {12, 13, 15}) {
      assertEqual(request, zoom);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Resampling.class,
      names = {"NEAREST", "BILINEAR", "CUBIC"})
  void ofAnIndex(Resampling resampling) {
    var tool =
        new Processing(
            BuiltInTools.get("ndvi").tool(),
            "ndvi",
            Map.of(
                "NIR", new ToolSource(List.of(naipId()), "4"),
                "VIS", new ToolSource(List.of(naipId()), "1")),
            null,
            null,
            null,
            new ColorRampRequest("viridis", null),
            null);
    ExportRequest request =
        new ExportRequestBuilder(
                "test", new ExportSource.MosaicSource(List.of(naipId()), List.of()))
            .resampling(resampling)
            .processing(tool)
            .build();
    assertEqual(request, 18);
    assertEqual(request, 20);
  }

  @ParameterizedTest
  @EnumSource(
      value = Resampling.class,
      names = {"NEAREST", "BILINEAR", "CUBIC"})
  void ofCorrectedColors(Resampling resampling) {
    var correction =
        new ColorCorrection(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            new ColorCorrection.Equalize(true),
            null);
    ExportRequest request =
        TileScenes.landsat()
            .resampling(resampling)
            .processing(new Processing(null, null, null, correction, null, null))
            .build();
    assertEqual(request, 12);
  }

  @Test
  void ofAnAutomaticStretch() {
    ExportRequest request =
        TileScenes.landsat()
            .processing(new Processing(null, null, null, null, Percentiles.AUTO, null))
            .build();
    assertEqual(request, 13);
  }

  @Test
  void whatNobodyStretchedIsShownAsAnImageOfItIs() {
    LayerPlan plan = layer(TileScenes.landsat().build());
    assertThat(plan.shown().tool()).isInstanceOf(Tool.LinearStretchTool.class);
    assertThat(plan.shown().warnings())
        .anySatisfy(one -> assertThat(one).contains("they are shown as the look true-color"))
        .noneSatisfy(one -> assertThat(one).contains("PNG", "JPEG"));
    assertThat(plan.values().tool()).isInstanceOf(Tool.IdentityTool.class);
  }

  private static void assertEqual(ExportRequest request, int zoom) {
    LayerPlan layer = layer(request);
    var planned =
        new PlannedLayer(
            1, layer, FILES, PlannerFixture.TRANSFORMS, new BlockCache(64 << 20), ReadHelpers.NONE);
    TileAddress tile = tile(planned.describe().bounds(), zoom);
    for (TileSize size : TileSize.values()) {
      PixelGrid grid = WebMercator.grid(tile, size);
      ShownPixels shown =
          planned
              .render(grid, planned.scenes(grid), () -> {}, new WindowBuffers(1 << 20))
              .orElseThrow();
      assertThat(shown.isOpaque()).as("the tile is inside the scenes").isTrue();
      assertThat(shown.samples())
          .as("%s of %s pixels", tile, size.pixels())
          .isEqualTo(export(request, layer, tile, grid));
    }
  }

  private static TileAddress tile(LonLatBounds bounds, int zoom) {
    double n = 1 << zoom;
    double x = WebMercator.x((bounds.west() + bounds.east()) / 2) / WebMercator.WORLD + 0.5;
    double y = 0.5 - WebMercator.y((bounds.south() + bounds.north()) / 2) / WebMercator.WORLD;
    return new TileAddress(zoom, (int) (x * n), (int) (y * n));
  }

  /** Exports the square of a tile to a file, and reads that. */
  private static byte[] export(
      ExportRequest request, LayerPlan layer, TileAddress tile, PixelGrid grid) {
    ExportRequest square =
        ExportRequestBuilder.of(request, request.source())
            .outputProjection(3857)
            .resolution(grid.pixelWidth())
            .mask(square(grid))
            .stretch(ranges(layer, request))
            .processing(processing(request))
            .build();
    ExportPlan own = TileScenes.planner(FILES).plan(square);
    assertThat(own.grid()).as(tile.toString()).isEqualTo(grid);
    ExportPlan plan = withTool(own, layer.shown());
    var renderer =
        new TaskRenderer(plan, FILES, PlannerFixture.TRANSFORMS, new BlockCache(64 << 20));
    RenderedTask task = renderer.render(plan.layout().tasks().get(0), done -> {});
    var bytes = new ByteArrayOutputStream();
    new CogAssembler(plan, false).wholeFile(task).forEach(bytes::writeBytes);
    try (TiffFile file = TiffFile.open(inMemory(bytes.toByteArray()))) {
      PixelRows rows = PixelRows.of(file);
      byte[] all = new byte[rows.rowBytes() * rows.height()];
      byte[] row = new byte[rows.rowBytes()];
      for (int y = 0; y < rows.height(); y++) {
        rows.read(y, row);
        System.arraycopy(row, 0, all, y * row.length, row.length);
      }
      return all;
    }
  }

  private static Aoi square(PixelGrid grid) {
    return Aoi.of(
        new GeometryFactory()
            .toGeometry(
                new Envelope(
                    WebMercator.lon(grid.west()),
                    WebMercator.lon(grid.east()),
                    WebMercator.lat(grid.south()),
                    WebMercator.lat(grid.north()))));
  }

  /** A stretch that is found is found once for all tiles; an export finds that of its own area. */
  private static List<Tool.ValueRange> ranges(LayerPlan layer, ExportRequest request) {
    return request.effectiveProcessing().autoStretch() == null
        ? request.stretch()
        : ((Tool.LinearStretchTool) layer.shown().tool()).ranges();
  }

  private static Processing processing(ExportRequest request) {
    return request.effectiveProcessing().autoStretch() == null ? request.processing() : null;
  }

  /**
   * Likewise the statistics of a colour correction, and the colours that an image of an index has.
   */
  private static ExportPlan withTool(ExportPlan plan, ExportPlan shown) {
    return plan.toBuilder().tool(shown.tool()).bands(shown.bands()).build();
  }

  private static LayerPlan layer(ExportRequest request) {
    return new LayerPlanner(TileScenes.planner(FILES), PlannerFixture.TRANSFORMS)
        .plan(request, WebMercator.EPSG, WebMercator.WORLD, () -> {});
  }

  private static SceneId naipId() {
    return new SceneId(PlannerFixture.data(NAIP).toString());
  }

  private static ByteSource inMemory(byte[] bytes) {
    return new ByteSource() {
      @Override
      public String name() {
        return "export";
      }

      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void read(long position, byte[] into, int at, int length) {
        System.arraycopy(bytes, (int) position, into, at, length);
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}
