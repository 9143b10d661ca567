package io.landfall.delivery.image;

import akka.actor.typed.ActorSystem;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.ImageMaker;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredPart;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.raster.RasterException;
import io.landfall.raster.compress.NativeInflater;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.store.ImageParts;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectByteSource;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.UploadStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * Turns the finished raster of an export into an image or map tiles, from store to store. The list
 * of that file's parts, left in the store at the end, tells a later try that it is done;
 * destinations that ask at the same time on one node share the work.
 */
public final class ImageJob implements ImageMaker {
  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final BoundedPool pool;
  private final RasterConversion conversion;
  private final Map<ExportAttempt, CompletionStage<StoredImage>> running =
      new ConcurrentHashMap<>();

  /** Makes that of a node. */
  public ImageJob(ActorSystem<?> system, ObjectStore store) {
    this.system = system;
    this.store = store;
    this.pool = NodePools.of(system).get(PoolName.IMAGES);
    this.conversion = new RasterConversion(pool.forHelp());
  }

  @Override
  public CompletionStage<StoredImage> render(DeliveryRequest delivery, LongConsumer onRows) {
    var image = new CompletableFuture<StoredImage>();
    CompletionStage<StoredImage> before = running.putIfAbsent(delivery.attempt(), image);
    if (before != null) {
      return before;
    }
    find(delivery)
        .thenCompose(
            found ->
                found != null ? CompletableFuture.completedStage(found) : make(delivery, onRows))
        .whenComplete(
            (done, thrown) -> {
              running.remove(delivery.attempt());
              if (thrown == null) {
                image.complete(done);
              } else {
                image.completeExceptionally(thrown);
              }
            });
    return image;
  }

  private CompletionStage<StoredImage> make(DeliveryRequest delivery, LongConsumer onRows) {
    return pool.supply(() -> write(delivery, onRows))
        .thenCompose(parts -> ImageParts.write(store, delivery.attempt(), parts))
        .thenCompose(written -> find(delivery));
  }

  /** Looks for an image that is whole; {@code null}: there is none. */
  private CompletionStage<StoredImage> find(DeliveryRequest delivery) {
    return ImageParts.read(store, delivery.attempt())
        .thenCombine(
            store.find(key(delivery)),
            (parts, object) -> {
              long bytes = parts.stream().mapToLong(StoredPart::bytes).sum();
              return !parts.isEmpty() && object.isPresent() && object.get().bytes() == bytes
                  ? new StoredImage(object.get(), parts)
                  : null;
            });
  }

  private List<StoredPart> write(DeliveryRequest delivery, LongConsumer onRows) {
    try (TiffFile raster =
        TiffFile.open(
            new ObjectByteSource(system, store, delivery.file().object()),
            NativeInflater.codecs())) {
      return conversion.write(delivery.plan(), raster, opener(delivery), onRows);
    } catch (RasterException e) {
      throw DeliveryItem.unreadable(delivery, e);
    } catch (IOException e) {
      throw new CompletionException(ExportFailure.of(e));
    }
  }

  private RasterConversion.OutputOpener opener(DeliveryRequest delivery) {
    String mediaType = MediaTypes.of(delivery.plan().format().type());
    return (bytes, start) ->
        FileOutput.of(
            start == RasterConversion.StartMode.IS_WRITTEN_LAST
                ? UploadStream.ofLargeRewritable(store, key(delivery), mediaType, bytes)
                : UploadStream.ofLarge(store, key(delivery), mediaType, bytes));
  }

  private static String key(DeliveryRequest delivery) {
    return ObjectKeys.file(delivery.attempt(), FileNames.mainFile(delivery.plan()));
  }
}
