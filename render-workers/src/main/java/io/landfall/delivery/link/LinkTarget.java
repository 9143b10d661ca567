package io.landfall.delivery.link;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryRun;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.ReadBackCheck;
import io.landfall.delivery.Sidecar;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.UploadBody;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The file stays in the store; the API hands it out. Here it is only read back, and its sidecars
 * are put there.
 */
public final class LinkTarget implements DeliveryTarget {
  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final BoundedPool pool;

  public LinkTarget(ActorSystem<?> system, ObjectStore store) {
    this.system = system;
    this.store = store;
    this.pool = NodePools.of(system).get(PoolName.DELIVERY);
  }

  @Override
  public CompletionStage<DeliveryReceipt> deliver(DeliveryItem item, DeliveryRun run) {
    ReadBackCheck readBack = new ReadBackCheck(item, "the object in the store");
    return store
        .readAll(item.object())
        .via(run.stop().flow())
        .mapAsync(
            1,
            chunk ->
                pool.supply(
                    () -> {
                      readBack.update(chunk.asByteBuffer());
                      run.onBytes(chunk.size());
                      return chunk;
                    }))
        .runWith(Sink.ignore(), system)
        .thenApply(done -> readBack.checkEnd())
        .thenCompose(
            sha256 ->
                run.mayCommit()
                    .thenCompose(
                        may -> putAll(item, run.sidecars().make(item.namesInStore(), sha256)))
                    .thenApply(files -> item.receipt(href(item, item.fileName()), sha256, files)));
  }

  /** Puts the files there one after the other; each again if an earlier try has done so. */
  private CompletionStage<List<DeliveredFile>> putAll(DeliveryItem item, List<Sidecar> files) {
    CompletionStage<List<DeliveredFile>> all = CompletableFuture.completedStage(new ArrayList<>());
    for (Sidecar file : files) {
      all =
          all.thenCompose(
              before ->
                  put(item, file)
                      .thenApply(
                          put -> {
                            before.add(put);
                            return before;
                          }));
    }
    return all;
  }

  private CompletionStage<DeliveredFile> put(DeliveryItem item, Sidecar file) {
    String key = ObjectKeys.file(item.attempt(), file.name());
    return store
        .put(key, UploadBody.of(file.content()), file.mediaType())
        .thenCompose(put -> store.get(key, file.content().length))
        .thenApply(
            back -> {
              if (!Arrays.equals(back, file.content())) {
                throw new ExportFailure(
                    ErrorCode.DESTINATION_CORRUPT,
                    "Cannot deliver %s: the object in the store was read back and differs. Run the export again."
                        .formatted(file.name()));
              }
              return file.delivered(href(item, file.name()));
            });
  }

  private static String href(DeliveryItem item, String name) {
    try {
      String path = "/v1/exports/%s/files/%s".formatted(item.attempt().id(), name);
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("Invalid file name: " + name, e);
    }
  }
}
