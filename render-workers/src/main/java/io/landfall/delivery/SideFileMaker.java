package io.landfall.delivery;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.landfall.export.Collaborators.Delivery;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportPlan;
import io.landfall.model.PlannedScene;
import io.landfall.model.SceneId;
import io.landfall.raster.CoordinateTransforms;
import io.landfall.raster.RasterException;
import io.landfall.raster.picture.Thumbnail;
import io.landfall.raster.picture.WorldFile;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.render.MediaTypes;
import io.landfall.render.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Makes what stands beside every output: a STAC item, a thumbnail and checksums; a world file and
 * the name of the CRS beside a picture. All of it follows from the plan and the finished raster, so
 * that making it again after a crash gives the same bytes.
 */
public final class SideFileMaker {
  private static final int LONGITUDE_LATITUDE = 4326;

  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final CoordinateTransforms transforms;
  private final Executor blocking;

  public SideFileMaker(ActorSystem<?> system, ObjectStore store, CoordinateTransforms transforms) {
    this.system = system;
    this.store = store;
    this.transforms = transforms;
    this.blocking =
        system
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("landfall.render.blocking-dispatcher"));
  }

  /** Does all that takes time: reads the raster in the store, and projects its edge. */
  CompletionStage<SideFiles> prepare(Delivery order, Parcel parcel) {
    return CompletableFuture.supplyAsync(
        () -> prepare(order, parcel, order.file().scenes()), blocking);
  }

  private SideFiles prepare(Delivery order, Parcel parcel, List<SceneId> used) {
    ExportPlan plan = order.plan();
    List<PlannedScene> scenes =
        plan.scenes().stream()
            .filter(scene -> used.isEmpty() || used.contains(scene.id()))
            .toList();
    var facts =
        new StacItemWriter.Facts(
            order.id().toString(), plan, outline(plan), scenes, order.requestedAt());
    byte[] thumbnail = thumbnail(order);
    return (names, sha256) -> make(facts, names, parcel.object().bytes(), sha256, thumbnail);
  }

  private Outline outline(ExportPlan plan) {
    return Outline.of(plan.grid(), transforms.between(plan.grid().epsg(), LONGITUDE_LATITUDE));
  }

  private byte[] thumbnail(Delivery order) {
    try (TiffFile raster =
        TiffFile.open(new StoreByteSource(system, store, order.file().object()))) {
      return Thumbnail.of(raster);
    } catch (RasterException e) {
      throw unreadable(order, e);
    }
  }

  static ExportFailure unreadable(Delivery order, RasterException e) {
    return new ExportFailure(
        e.kind() == RasterException.Kind.UNREADABLE
            ? ErrorCode.STORE_UNAVAILABLE
            : ErrorCode.INTERNAL,
        "Cannot read the finished file %s of export %s again: %s. Run the export again."
            .formatted(order.plan().fileName(), order.id(), e.getMessage()),
        e);
  }

  private static List<SideFile> make(
      StacItemWriter.Facts facts, FileNames names, long bytes, String sha256, byte[] thumbnail) {
    SideFile small = new SideFile(names.thumbnail(), MediaTypes.PNG, thumbnail);
    List<SideFile> files = new ArrayList<>();
    files.add(
        SideFile.text(
            names.stac(),
            MediaTypes.STAC,
            StacItemWriter.write(facts, names, bytes, sha256, small)));
    files.add(small);
    if (names.world() != null) {
      var grid = facts.plan().grid();
      files.add(SideFile.text(names.world(), MediaTypes.TEXT, WorldFile.of(grid.transform())));
      files.add(
          SideFile.text(
              names.auxiliary(),
              MediaTypes.of(names.auxiliary()),
              WorldFile.auxiliary(grid.epsg(), grid.transform())));
    }
    List<Map.Entry<String, String>> sums =
        new ArrayList<>(List.of(Map.entry(names.main(), sha256)));
    files.forEach(file -> sums.add(Map.entry(file.name(), file.sha256())));
    files.add(SideFile.text(names.sums(), MediaTypes.TEXT, Checksums.write(sums)));
    return files;
  }
}
