package io.landfall.delivery.sidecar;

import akka.actor.typed.ActorSystem;
import io.landfall.delivery.ChecksumFile;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.Sidecar;
import io.landfall.delivery.SidecarSource;
import io.landfall.delivery.Sidecars;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.model.CrsCodes;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedScene;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.raster.RasterException;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.image.Thumbnail;
import io.landfall.raster.image.WorldFile;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectByteSource;
import io.landfall.store.ObjectStore;
import io.landfall.store.StoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Makes what accompanies every output as sidecars: a STAC item, a thumbnail and checksums; a world
 * file and a file with the name of the CRS for an image. All of it follows from the plan and the
 * finished raster, so that making it again after a crash gives the same bytes.
 */
public final class SidecarMaker implements SidecarSource {

  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final StoreFiles files;
  private final CoordinateTransforms transforms;
  private final BoundedPool pool;

  /**
   * @param files of the store, where they lie on this machine
   */
  public SidecarMaker(
      ActorSystem<?> system, ObjectStore store, StoreFiles files, CoordinateTransforms transforms) {
    this.system = system;
    this.store = store;
    this.files = files;
    this.transforms = transforms;
    this.pool = NodePools.of(system).get(PoolName.SIDECARS);
  }

  @Override
  public CompletionStage<Sidecars> prepare(DeliveryRequest delivery, DeliveryItem item) {
    return pool.supply(() -> prepare(delivery, item, delivery.file().scenes()));
  }

  private Sidecars prepare(DeliveryRequest delivery, DeliveryItem item, List<SceneId> used) {
    ExportPlan plan = delivery.plan();
    Set<SceneId> usedIds = Set.copyOf(used);
    List<PlannedScene> scenes =
        plan.scenes().stream()
            .filter(scene -> usedIds.isEmpty() || usedIds.contains(scene.id()))
            .toList();
    var facts =
        new StacItemWriter.StacItemFacts(
            delivery.id().toString(), plan, outline(plan), scenes, delivery.requestedAt());
    byte[] thumbnail = thumbnail(delivery);
    return (names, sha256) -> make(facts, names, item.object().bytes(), sha256, thumbnail);
  }

  private GridOutline outline(ExportPlan plan) {
    return GridOutline.of(
        plan.grid(), transforms.over(plan).between(plan.grid().epsg(), CrsCodes.WGS84));
  }

  private byte[] thumbnail(DeliveryRequest delivery) {
    try (var object = new ObjectByteSource(system, store, files, delivery.file().object());
        TiffFile raster = TiffFile.open(object)) { // which closes nothing where it fails
      return Thumbnail.of(raster);
    } catch (RasterException e) {
      throw DeliveryItem.unreadable(delivery, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Sidecar> make(
      StacItemWriter.StacItemFacts facts,
      FileNames names,
      long bytes,
      String sha256,
      byte[] thumbnail) {
    Sidecar small = new Sidecar(names.thumbnail(), MediaTypes.PNG, thumbnail);
    List<Sidecar> files = new ArrayList<>();
    files.add(
        Sidecar.text(
            names.stac(),
            MediaTypes.STAC,
            StacItemWriter.write(facts, names, bytes, sha256, small)));
    files.add(small);
    if (names.worldFile() != null) {
      var grid = facts.plan().grid();
      files.add(Sidecar.text(names.worldFile(), MediaTypes.TEXT, WorldFile.of(grid.transform())));
      files.add(
          Sidecar.text(
              names.auxiliary(),
              MediaTypes.of(names.auxiliary()),
              WorldFile.auxiliary(grid.epsg(), grid.transform())));
    }
    List<Map.Entry<String, String>> checksums =
        new ArrayList<>(List.of(Map.entry(names.main(), sha256)));
    files.forEach(file -> checksums.add(Map.entry(file.name(), file.sha256())));
    files.add(Sidecar.text(names.checksums(), MediaTypes.TEXT, ChecksumFile.write(checksums)));
    return files;
  }
}
