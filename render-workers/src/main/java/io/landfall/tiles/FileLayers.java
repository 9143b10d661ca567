package io.landfall.tiles;

import io.landfall.export.SceneSource;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.StoredObject;
import io.landfall.model.tile.TileLayer;
import io.landfall.model.tile.TileLayer.FileLayer;
import io.landfall.plan.LayerPlanner;
import io.landfall.plan.PlannerSettings;
import io.landfall.plan.RasterPlanner;
import io.landfall.raster.BlockCache;
import io.landfall.raster.ByteSource;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.source.SceneFiles;
import io.landfall.source.StoredFiles;
import java.util.List;
import java.util.function.Function;

/** Plans layers of finished files as of a scene that nobody else can name; others as before. */
public final class FileLayers implements LayerSources {
  private static final String SCHEME = "stored:";

  private final LayerSources others;
  private final PlannerSettings settings;
  private final String software;
  private final Function<StoredObject, ByteSource> reader;

  /**
   * Adds finished files.
   *
   * @param software what plans say they were made by
   * @param reader opens a file of the store
   */
  public FileLayers(
      LayerSources others,
      PlannerSettings settings,
      String software,
      Function<StoredObject, ByteSource> reader) {
    this.others = others;
    this.settings = settings;
    this.software = software;
    this.reader = reader;
  }

  @Override
  public FoundLayer find(TileLayer layer, Runnable checkWanted) {
    if (!(layer instanceof FileLayer file)) {
      return others.find(layer, checkWanted);
    }
    SceneFiles files = new SceneFiles(new OneStoredFile(file.file(), reader));
    SceneSource scene = id -> scene(file.file());
    var planner = new RasterPlanner(scene, files, transforms(), settings, software);
    return new FoundLayer(
        new LayerPlanner(planner, transforms())
            .plan(layer.request(), WebMercator.EPSG, WebMercator.WORLD, checkWanted),
        files);
  }

  @Override
  public CoordinateTransforms transforms() {
    return others.transforms();
  }

  @Override
  public BlockCache blocks() {
    return others.blocks();
  }

  private static Scene scene(StoredObject file) {
    var all = new SceneBand(List.of("*"), href(file), SceneBand.ALL_BANDS, null, null, null, null);
    String name = file.key().substring(file.key().lastIndexOf('/') + 1);
    return new Scene(FileLayer.SCENE, name, List.of(all), List.of(), null);
  }

  private static String href(StoredObject file) {
    return SCHEME + file.key();
  }

  private record OneStoredFile(StoredObject file, Function<StoredObject, ByteSource> reader)
      implements StoredFiles {
    @Override
    public boolean handles(String href) {
      return href.equals(FileLayers.href(file));
    }

    @Override
    public SceneFiles.FileVersion version(String href) {
      return new SceneFiles.FileVersion(file.etag(), file.bytes());
    }

    @Override
    public ByteSource open(String href) {
      return reader.apply(file);
    }
  }
}
