package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.model.algebra.TerrainOperator;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.Processing;
import io.landfall.model.tile.BandStatistics;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileSize;
import io.landfall.plan.LayerPlanner;
import io.landfall.plan.LayerPlanner.LayerPlan;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.cog.CogAssembler;
import io.landfall.raster.cog.TaskRenderer;
import io.landfall.raster.image.PixelRows;
import io.landfall.raster.image.ShownPixels;
import io.landfall.raster.tiff.MemoryBytes;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.tiff.TinyTiff;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.warp.ReadHelpers;
import io.landfall.raster.warp.WindowBuffers;
import io.landfall.source.SceneFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * Tools that look around: tiles have the pixels of one export of the whole mosaic, at their edges
 * and where a scene lies near but not inside. Pixels are counted from where the equator meets
 * Greenwich, to the east and up; tiles have 256, and 0 to 255 is the first.
 */
class FocalTilesTest {
  private static final int ZOOM = 14;
  private static final int SIDE = TileSize.NORMAL.pixels();
  private static final double PIXEL = WebMercator.resolution(ZOOM);
  private static final int FIRST = 1 << ZOOM - 1;

  /** A picture of values has the colours of a ramp. */
  private static final int COLORS = 3;

  /** In the first tile, and three pixels short of the second. */
  private static final PixelRect WEST = new PixelRect(40, 20, 213, 216);

  /** In the third tile, two pixels beyond the second, and into the row above. */
  private static final PixelRect EAST = new PixelRect(514, 100, 90, 180);

  private static final Expression.Input BAND = new Expression.Input("1");
  private static final Neighborhood SQUARE = new Neighborhood.Square(5);

  @TempDir private Path folder;
  private final SceneFiles files = new SceneFiles();
  private List<SceneId> scenes;

  @BeforeEach
  void makeScenes() throws IOException {
    scenes = List.of(scene("west.tif", WEST), scene("east.tif", EAST));
  }

  @AfterEach
  void closeFiles() {
    files.close();
  }

  @Test
  void sumsGoOnBeyondTilesAndScenes() {
    assertTilesMakeUpTheExport(new Expression.Focal(FocalOperator.SUM, BAND, SQUARE));
  }

  @Test
  void sumsOfSumsDoToo() {
    Expression inner = new Expression.Focal(FocalOperator.SUM, BAND, SQUARE);
    assertTilesMakeUpTheExport(
        new Expression.Focal(FocalOperator.MEAN, inner, new Neighborhood.Circle(4)));
  }

  @Test
  void slopesDoToo() {
    var slope = new TerrainOperator.Slope(TerrainOperator.SlopeUnit.DEGREES, 1);
    assertTilesMakeUpTheExport(
        new Expression.Focal(FocalOperator.MAX, new Expression.Terrain(slope, BAND), SQUARE));
  }

  @Test
  void anAreaWithinAToolGoesOnBeyondTiles() {
    PixelRect half = new PixelRect(100, 60, 480, 210);
    Expression masked = new Expression.Mask(BAND, aoi(half));
    assertTilesMakeUpTheExport(new Expression.Focal(FocalOperator.SUM, masked, SQUARE));
  }

  @Test
  void whatHasNoDataIsToldOnAllOfTheLayerAndNotBeyond() {
    assertTilesMakeUpTheExport(new Expression.Apply(LocalOperator.IS_DEFINED, List.of(BAND)));
  }

  @Test
  void oneOperationUnderWayEndsWhenNobodyWaits() {
    PlannedLayer layer =
        layer(
            request(new Expression.Focal(FocalOperator.MEDIAN, BAND, new Neighborhood.Square(30))));
    PixelGrid grid = WebMercator.grid(new TileAddress(ZOOM, FIRST, FIRST - 1), TileSize.NORMAL);
    var asked = new AtomicInteger();
    Runnable whileRowsAreGathered =
        () -> {
          if (asked.incrementAndGet() > 2 * (SIDE + 60)) { // of blocks and rows: the tool runs now
            throw new ExportFailure(ErrorCode.CANCELED, "Nobody waits.");
          }
        };
    assertThatThrownBy(
            () ->
                layer.render(
                    grid, layer.scenes(grid), whileRowsAreGathered, new WindowBuffers(1 << 20)))
        .hasMessage("Nobody waits.");
    assertThat(asked.get()).isEqualTo(2 * (SIDE + 60) + 1);
  }

  @Test
  void valuesUnderPointsAndInAreasSeeWhatIsAround() {
    PlannedLayer layer = layer(request(new Expression.Focal(FocalOperator.SUM, BAND, SQUARE)));
    int column = WEST.x1() + 4; // beside the scene, and within reach of its last column
    double expected = 0;
    for (int y = 95; y <= 105; y++) {
      for (int x = column - 5; x < WEST.x1(); x++) {
        expected += value(x, y);
      }
    }
    double x = WebMercator.lon((column + 0.5) * PIXEL);
    double y = WebMercator.lat((100 + 0.5) * PIXEL);
    assertThat(layer.values().at(x, y, files, new WindowBuffers(1 << 20)).values().get(0).value())
        .isEqualTo(expected);
    assertThat(layer.values().at(x + 1, y, files, new WindowBuffers(1 << 20)).values())
        .allSatisfy(one -> assertThat(one.value()).isNull());
    var beside =
        new LonLatBounds(
            WebMercator.lon(column * PIXEL),
            WebMercator.lat(100 * PIXEL),
            WebMercator.lon((column + 1) * PIXEL),
            WebMercator.lat(101 * PIXEL));
    List<BandStatistics> all = layer.values().in(beside, files, new WindowBuffers(1 << 20));
    assertThat(all.get(0).mean()).isEqualTo(expected);
  }

  private void assertTilesMakeUpTheExport(Expression tree) {
    ExportRequest request = request(tree);
    PlannedLayer layer = layer(request);
    ExportPlan plan =
        TileScenes.planner(files)
            .plan(
                ExportRequestBuilder.of(request, request.source())
                    .outputProjection(WebMercator.EPSG)
                    .resolution(PIXEL)
                    .build());
    PixelGrid grid = plan.grid();
    byte[] export = export(withTool(plan, layer.plan().shown()));
    int west = (int) Math.rint(grid.west() / PIXEL);
    int north = (int) Math.rint(grid.north() / PIXEL);
    int shown = 0;
    for (int tileX = -1; tileX <= 3; tileX++) {
      for (int tileY = -1; tileY <= 2; tileY++) {
        Optional<ShownPixels> tile = tile(layer, tileX, tileY);
        shown += tile.isPresent() ? 1 : 0;
        assertThat(tile.map(ShownPixels::samples).orElse(new byte[SIDE * SIDE * COLORS]))
            .as("tile %d, %d", tileX, tileY)
            .isEqualTo(part(export, grid, tileX * SIDE - west, north - (tileY + 1) * SIDE));
      }
    }
    assertThat(shown).as("tiles with data").isBetween(4, 6);
    assertThat(tile(layer, 1, 0)).as("between the scenes").isPresent();
  }

  /** Returns the square of a tile out of an image; black beyond. */
  private static byte[] part(byte[] image, PixelGrid grid, int firstColumn, int firstRow) {
    byte[] part = new byte[SIDE * SIDE * COLORS];
    int from = Math.max(0, -firstColumn);
    int to = Math.min(SIDE, grid.width() - firstColumn);
    for (int y = 0; y < SIDE; y++) {
      int row = firstRow + y;
      if (row >= 0 && row < grid.height() && from < to) {
        int at = COLORS * (row * grid.width() + firstColumn + from);
        System.arraycopy(image, at, part, COLORS * (y * SIDE + from), COLORS * (to - from));
      }
    }
    return part;
  }

  private static Optional<ShownPixels> tile(PlannedLayer layer, int x, int y) {
    PixelGrid grid =
        WebMercator.grid(new TileAddress(ZOOM, FIRST + x, FIRST - 1 - y), TileSize.NORMAL);
    BitSet scenes = layer.scenes(grid);
    return layer.isEmpty(grid, scenes)
        ? Optional.empty()
        : layer.render(grid, scenes, () -> {}, new WindowBuffers(1 << 20));
  }

  private PlannedLayer layer(ExportRequest request) {
    LayerPlan plan =
        new LayerPlanner(TileScenes.planner(files), PlannerFixture.TRANSFORMS)
            .plan(request, WebMercator.EPSG, WebMercator.WORLD, () -> {});
    return new PlannedLayer(
        1, plan, files, PlannerFixture.TRANSFORMS, new BlockCache(64 << 20), ReadHelpers.NONE);
  }

  private ExportRequest request(Expression tree) {
    return new ExportRequestBuilder("test", new ExportSource.MosaicSource(scenes, List.of()))
        .resampling(Resampling.NEAREST)
        .processing(new Processing(AlgebraTool.of(tree), null, null, null, null, null))
        .build();
  }

  /** A stretch is found once for all tiles. */
  private static ExportPlan withTool(ExportPlan plan, ExportPlan shown) {
    return plan.toBuilder().tool(shown.tool()).bands(shown.bands()).format(shown.format()).build();
  }

  private byte[] export(ExportPlan plan) {
    var renderer =
        new TaskRenderer(plan, files, PlannerFixture.TRANSFORMS, new BlockCache(64 << 20));
    var bytes = new ByteArrayOutputStream();
    new CogAssembler(plan, false)
        .wholeFile(renderer.render(plan.layout().tasks().get(0), done -> {}))
        .forEach(bytes::writeBytes);
    try (TiffFile file = TiffFile.open(new MemoryBytes("export", bytes.toByteArray()))) {
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

  private SceneId scene(String name, PixelRect place) throws IOException {
    Map<Integer, Object> tags =
        TinyTiff.gray(place.width(), place.height(), place.height(), Byte.SIZE, 1);
    tags.put(Tag.MODEL_PIXEL_SCALE, new double[] {PIXEL, PIXEL, 0});
    tags.put(Tag.MODEL_TIEPOINT, new double[] {0, 0, 0, place.x0() * PIXEL, place.y1() * PIXEL, 0});
    tags.put(Tag.GEO_KEYS, new long[] {1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 3857});
    byte[] pixels = new byte[place.width() * place.height()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) value(place.x0() + i % place.width(), place.y1() - 1 - i / place.width());
    }
    Path file = folder.resolve(name);
    Files.write(
        file, new TinyTiff(ByteOrder.LITTLE_ENDIAN, false).image(tags, pixels).file().bytes());
    return new SceneId(file.toString());
  }

  private static int value(int x, int y) {
    return 1 + Math.floorMod(7 * x + 13 * y + x * y, 250);
  }

  private static Aoi aoi(PixelRect place) {
    return Aoi.of(
        new GeometryFactory()
            .toGeometry(
                new Envelope(
                    WebMercator.lon(place.x0() * PIXEL),
                    WebMercator.lon(place.x1() * PIXEL),
                    WebMercator.lat(place.y0() * PIXEL),
                    WebMercator.lat(place.y1() * PIXEL))));
  }
}
