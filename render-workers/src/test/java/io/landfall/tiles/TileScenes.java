package io.landfall.tiles;

import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.plan.PlannerFixture;
import io.landfall.plan.PlannerSettings;
import io.landfall.plan.RasterPlanner;
import io.landfall.source.SceneFiles;
import java.nio.file.Path;
import java.util.List;

/** Real scenes to show: a crop of Landsat 8 called LC8, and any file by its path. */
final class TileScenes {
  static final PlannerSettings SETTINGS = new PlannerSettings(32 << 20, 64 << 20);

  private TileScenes() {}

  static RasterPlanner planner(SceneFiles files) {
    return new RasterPlanner(
        TileScenes::scene, files, PlannerFixture.TRANSFORMS, SETTINGS, "test 1");
  }

  /** Asks for red, green and blue of the crop. */
  static ExportRequestBuilder landsat() {
    return of("LC8");
  }

  /** Asks for the own choice of a scene. */
  static ExportRequestBuilder of(String scene, String... bands) {
    return new ExportRequestBuilder(
        "test", new ExportSource.MosaicSource(List.of(new SceneId(scene)), List.of(bands)));
  }

  private static Scene scene(SceneId id) {
    if (!id.value().equals("LC8")) {
      return new Scene(
          id,
          "file",
          List.of(band(Path.of(id.value()), SceneBand.ALL_BANDS, null, "*")),
          List.of(),
          null);
    }
    Path folder = PlannerFixture.data("landsat/LC80200392015216LGN00_crop");
    return new Scene(
        id,
        "LC80200392015216LGN00",
        List.of(
            band(folder.resolve("l8_B2.tif"), 0, 0.0, "blue"),
            band(folder.resolve("l8_B3.tif"), 0, 0.0, "green"),
            band(folder.resolve("l8_B4.tif"), 0, 0.0, "red")),
        List.of("red", "green", "blue"),
        null);
  }

  private static SceneBand band(Path file, int index, Double nodata, String... aliases) {
    return new SceneBand(
        List.of(aliases), file.toUri().toString(), index, nodata, null, null, null);
  }
}
