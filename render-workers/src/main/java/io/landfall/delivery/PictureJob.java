package io.landfall.delivery;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.landfall.export.Collaborators.Delivery;
import io.landfall.model.Attempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.OutputFormat;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.raster.RasterException;
import io.landfall.raster.picture.JpegWriter;
import io.landfall.raster.picture.PixelRows;
import io.landfall.raster.picture.PngWriter;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.render.MediaTypes;
import io.landfall.render.ObjectKeys;
import io.landfall.render.ObjectStore;
import io.landfall.render.PartLists;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/**
 * Turns the finished raster of an export into its picture, from store to store. The list of the
 * picture's parts, left in the store at the end, tells a later try that it is done; destinations
 * that ask at the same time on one node share the work.
 */
final class PictureJob {
  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final Executor blocking;
  private final Map<Attempt, CompletionStage<Picture>> running = new ConcurrentHashMap<>();

  /**
   * A picture in the store.
   *
   * @param parts what it is made of, in order, with checksums
   */
  record Picture(StoredObject object, List<StoredPart> parts) {}

  PictureJob(ActorSystem<?> system, ObjectStore store) {
    this.system = system;
    this.store = store;
    this.blocking =
        system
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("landfall.render.blocking-dispatcher"));
  }

  /**
   * Makes the picture unless it is there.
   *
   * @param moved told the rows that are done; what it throws ends the work
   */
  CompletionStage<Picture> make(Delivery order, LongConsumer moved) {
    return running.computeIfAbsent(
        order.attempt(),
        attempt ->
            find(order)
                .thenComposeAsync(
                    found ->
                        found != null
                            ? CompletableFuture.completedStage(found)
                            : PartLists.writePicture(store, attempt, write(order, moved))
                                .thenCompose(written -> find(order)),
                    blocking)
                .whenCompleteAsync((done, thrown) -> running.remove(attempt), blocking));
  }

  /** Looks for a picture that is whole; {@code null}: there is none. */
  private CompletionStage<Picture> find(Delivery order) {
    return PartLists.picture(store, order.attempt())
        .thenCombine(
            store.find(key(order)),
            (parts, object) -> {
              long bytes = parts.stream().mapToLong(StoredPart::bytes).sum();
              return !parts.isEmpty() && object.isPresent() && object.get().bytes() == bytes
                  ? new Picture(object.get(), parts)
                  : null;
            });
  }

  private List<StoredPart> write(Delivery order, LongConsumer moved) {
    OutputFormat.Type type = order.plan().format().type();
    try (TiffFile raster =
            TiffFile.open(new StoreByteSource(system, store, order.file().object()));
        var out = new UploadStream(store, key(order), MediaTypes.of(type))) {
      PixelRows rows = PixelRows.of(raster);
      if (type == OutputFormat.Type.PNG) {
        PngWriter.write(rows, out, moved::accept);
      } else {
        JpegWriter.write(rows, JpegWriter.DEFAULT_QUALITY, out, moved::accept);
      }
      return out.complete();
    } catch (RasterException e) {
      throw SideFileMaker.unreadable(order, e);
    } catch (IOException e) {
      throw new CompletionException(ExportFailure.of(e));
    }
  }

  private static String key(Delivery order) {
    return ObjectKeys.file(order.attempt(), FileNames.ofMain(order.plan()));
  }
}
