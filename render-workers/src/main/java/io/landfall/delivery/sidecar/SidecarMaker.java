package io.landfall.delivery.sidecar;

import akka.actor.typed.ActorSystem;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.SidecarSource;
import io.landfall.delivery.Sidecars;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.raster.RasterException;
import io.landfall.raster.compress.NativeInflater;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.image.Thumbnail;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.zarr.ZippedRaster;
import io.landfall.store.ObjectByteSource;
import io.landfall.store.ObjectStore;
import io.landfall.store.StoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    return pool.supply(() -> make(delivery, item));
  }

  private Sidecars make(DeliveryRequest delivery, DeliveryItem item) {
    var described =
        new FileSidecars.DescribedFile(
            delivery.id(),
            delivery.plan(),
            delivery.file().scenes(),
            delivery.requestedAt(),
            item.object().bytes());
    return new FileSidecars(transforms).of(described, thumbnail(delivery));
  }

  private byte[] thumbnail(DeliveryRequest delivery) {
    try (var object = new ObjectByteSource(system, store, files, delivery.file().object());
        TiffFile raster = // which closes nothing where it fails
            TiffFile.open(ZippedRaster.of(object), NativeInflater.codecs())) {
      return Thumbnail.of(raster);
    } catch (RasterException e) {
      throw DeliveryItem.unreadable(delivery, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
