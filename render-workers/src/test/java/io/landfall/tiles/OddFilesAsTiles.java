package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ErrorCode.Blame;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.tile.LayerDescription;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileSize;
import io.landfall.plan.LayerPlanner;
import io.landfall.plan.LayerPlanner.LayerPlan;
import io.landfall.plan.PlannerFixture;
import io.landfall.plan.RenderedExport;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterException;
import io.landfall.raster.image.ShownPixels;
import io.landfall.raster.warp.ReadHelpers;
import io.landfall.raster.warp.WindowBuffers;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * Whatever file is asked for as tiles, it is shown as an export of the square shows it, or refused
 * in words that do not blame the service.
 */
final class OddFilesAsTiles implements AutoCloseable {
  private static final long MEMORY = 128L << 20;

  /**
   * Of a tile that scenes fill in part, whose export has a smaller grid: places that lie between
   * two pixels of the scene, to less than what positions are rounded to, are those of one or the
   * other.
   */
  private static final double MOST_TIES = 0.0005;

  private final SceneFiles files = new SceneFiles();
  private final TileMemory memory = new TileMemory(MEMORY);
  private final List<String> wrong = new ArrayList<>();
  private int shown;
  private int refused;

  /** Returns the rasters of a folder of the test data, at any depth. */
  static List<Path> in(String folder) throws IOException {
    try (Stream<Path> all = Files.walk(PlannerFixture.data(folder))) {
      return all.filter(Files::isRegularFile).filter(OddFilesAsTiles::isRaster).sorted().toList();
    }
  }

  /** Fails for what is shown otherwise than exported, or refused as a fault of the service. */
  void lookAt(List<Path> chosen) {
    chosen.forEach(this::look);
    System.out.printf("%d shown, %d refused%n", shown, refused);
    assertThat(wrong).isEmpty();
    assertThat(shown).isPositive();
    assertThat(memory.taken()).isZero();
  }

  @Override
  public void close() {
    files.close();
  }

  private static boolean isRaster(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Stream.of(".tif", ".tiff", ".jp2", ".vrt").anyMatch(name::endsWith);
  }

  private void look(Path file) {
    try {
      ExportRequest request = TileScenes.of(file.toString()).build();
      LayerPlan plan =
          new LayerPlanner(TileScenes.planner(files), PlannerFixture.TRANSFORMS)
              .plan(request, WebMercator.EPSG, WebMercator.WORLD, () -> {});
      var layer =
          new PlannedLayer(
              1,
              plan,
              files,
              PlannerFixture.TRANSFORMS,
              new BlockCache(32 << 20),
              ReadHelpers.NONE);
      LayerDescription description = layer.describe();
      tile(layer, middle(description.bounds(), description.minZoom()));
      compare(file, layer, request, middle(description.bounds(), description.maxZoom()));
      LonLatBounds bounds = description.bounds();
      layer
          .values()
          .at(
              (bounds.west() + bounds.east()) / 2,
              (bounds.south() + bounds.north()) / 2,
              files,
              buffers());
      layer.values().in(null, files, buffers());
      shown++;
    } catch (RasterException e) {
      refuse(file, SceneFiles.failure(e));
    } catch (ExportFailure e) {
      refuse(file, e);
    } catch (RuntimeException | Error e) {
      wrong.add(file + ": " + e);
    }
  }

  private void refuse(Path file, ExportFailure failure) {
    refused++;
    if (failure.code().blame() == Blame.SERVICE) {
      wrong.add(file + ": " + failure.code() + " " + failure.getMessage());
    }
  }

  private Optional<ShownPixels> tile(PlannedLayer layer, TileAddress address) {
    PixelGrid grid = WebMercator.grid(address, TileSize.NORMAL);
    BitSet scenes = layer.scenes(grid);
    return layer.isEmpty(grid, scenes)
        ? Optional.empty()
        : layer.render(grid, scenes, () -> {}, buffers());
  }

  private void compare(Path file, PlannedLayer layer, ExportRequest request, TileAddress address) {
    PixelGrid grid = WebMercator.grid(address, TileSize.NORMAL);
    Optional<ShownPixels> tile = tile(layer, address);
    OutputBands bands = layer.plan().shown().bands();
    var expected = new ShownPixels(grid.width(), grid.height(), bands.count(), bands.colors());
    Optional<RenderedExport> export = export(layer.plan().shown(), request, grid);
    double[][] row = new double[bands.count()][grid.width()];
    for (int y = 0; y < grid.height(); y++) {
      for (int x = 0; x < grid.width(); x++) {
        for (int band = 0; band < row.length; band++) {
          row[band][x] = export.isEmpty() ? Double.NaN : value(export.get(), grid, band, x, y);
        }
      }
      expected.addRow(y, row);
    }
    byte[] found = tile.map(ShownPixels::samples).orElse(new byte[expected.samples().length]);
    int differ = 0;
    for (int i = 0; i < found.length; i++) {
      differ += found[i] == expected.samples()[i] ? 0 : 1;
    }
    boolean isSameGrid = export.isPresent() && export.get().grid().equals(grid);
    if (differ > (isSameGrid ? 0 : MOST_TIES * found.length)) {
      wrong.add("%s: %d of %d samples of %s differ".formatted(file, differ, found.length, address));
    }
  }

  private static double value(RenderedExport export, PixelGrid grid, int band, int x, int y) {
    return export.at(
        band,
        grid.west() + (x + 0.5) * grid.pixelWidth(),
        grid.north() - (y + 0.5) * grid.pixelHeight());
  }

  /** Exports the square by what the layer has found for all of it. */
  private Optional<RenderedExport> export(ExportPlan layer, ExportRequest request, PixelGrid grid) {
    ExportPlan own;
    try {
      own =
          TileScenes.planner(files)
              .plan(
                  ExportRequestBuilder.of(request, request.source())
                      .outputProjection(WebMercator.EPSG)
                      .resolution(grid.pixelWidth())
                      .mask(square(grid))
                      .build());
    } catch (ExportFailure e) {
      assertThat(e.code()).isEqualTo(ErrorCode.AOI_OUTSIDE_SCENES);
      return Optional.empty();
    }
    var plan =
        own.toBuilder()
            .scenes(layer.scenes())
            .resampling(layer.resampling())
            .tool(layer.tool())
            .bands(layer.bands())
            .format(ofBytes(own.format()))
            .inputGroups(layer.inputGroups())
            .build();
    return Optional.of(RenderedExport.of(plan, files));
  }

  private static OutputFormat ofBytes(OutputFormat format) {
    return new OutputFormat(
        format.type(),
        format.compression(),
        format.codec(),
        format.level(),
        1,
        format.blockSize(),
        format.overviewResampling());
  }

  private WindowBuffers buffers() {
    return new WindowBuffers(1 << 20, memory);
  }

  private static TileAddress middle(LonLatBounds bounds, int zoom) {
    double n = 1 << zoom;
    double x = WebMercator.x((bounds.west() + bounds.east()) / 2) / WebMercator.WORLD + 0.5;
    double y = 0.5 - WebMercator.y((bounds.south() + bounds.north()) / 2) / WebMercator.WORLD;
    int last = (1 << zoom) - 1;
    return new TileAddress(
        zoom, Math.floorMod((int) (x * n), 1 << zoom), Math.min(last, (int) (y * n)));
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
}
