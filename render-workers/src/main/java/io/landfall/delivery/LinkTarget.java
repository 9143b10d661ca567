package io.landfall.delivery;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Sink;
import io.landfall.model.DeliveredFile;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.render.Body;
import io.landfall.render.ObjectKeys;
import io.landfall.render.ObjectStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The file stays in the store; the API hands it out. Here it is only read back, and what goes
 * beside it is put there.
 */
public final class LinkTarget implements DeliveryTarget {
  private static final String BLOCKING = "landfall.render.blocking-dispatcher";

  private final ActorSystem<?> system;
  private final ObjectStore store;

  public LinkTarget(ActorSystem<?> system, ObjectStore store) {
    this.system = system;
    this.store = store;
  }

  @Override
  public CompletionStage<DeliveryReceipt> deliver(
      Parcel parcel,
      SideFiles beside,
      Supplier<CompletionStage<Done>> mayCommit,
      SharedKillSwitch stop,
      LongConsumer moved) {
    ReadBack readBack = new ReadBack(parcel, "the object in the store");
    return store
        .readAll(parcel.object())
        .via(stop.flow())
        .map(
            chunk -> {
              readBack.update(chunk.asByteBuffer());
              moved.accept(chunk.size());
              return chunk;
            })
        .withAttributes(akka.stream.ActorAttributes.dispatcher(BLOCKING))
        .runWith(Sink.ignore(), system)
        .thenApply(done -> readBack.finish())
        .thenCompose(
            sha256 ->
                mayCommit
                    .get()
                    .thenCompose(may -> putAll(parcel, beside.of(parcel.namesInStore(), sha256)))
                    .thenApply(
                        files -> parcel.receipt(href(parcel, parcel.fileName()), sha256, files)));
  }

  /** Puts the files there one after the other; each again if an earlier try has done so. */
  private CompletionStage<List<DeliveredFile>> putAll(Parcel parcel, List<SideFile> files) {
    CompletionStage<List<DeliveredFile>> all = CompletableFuture.completedStage(new ArrayList<>());
    for (SideFile file : files) {
      all =
          all.thenCompose(
              before ->
                  put(parcel, file)
                      .thenApply(
                          put -> {
                            before.add(put);
                            return before;
                          }));
    }
    return all;
  }

  private CompletionStage<DeliveredFile> put(Parcel parcel, SideFile file) {
    String key = ObjectKeys.file(parcel.attempt(), file.name());
    return store
        .put(key, Body.of(file.content()), file.mediaType())
        .thenCompose(put -> store.get(key, file.content().length))
        .thenApply(
            back -> {
              if (!Arrays.equals(back, file.content())) {
                throw new ExportFailure(
                    ErrorCode.DESTINATION_CORRUPT,
                    "Cannot deliver %s: the object in the store was read back and differs. Run the export again."
                        .formatted(file.name()));
              }
              return file.delivered(href(parcel, file.name()));
            });
  }

  private static String href(Parcel parcel, String name) {
    try {
      String path = "/v1/exports/%s/files/%s".formatted(parcel.attempt().id(), name);
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("Invalid file name: " + name, e);
    }
  }
}
