package io.landfall.delivery;

import akka.actor.typed.ActorSystem;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Sink;
import io.landfall.model.DeliveryReceipt;
import io.landfall.render.ObjectStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** The file stays in the store; the API hands it out. Here it is only read back. */
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
      Parcel parcel, SharedKillSwitch stop, LongConsumer moved) {
    ReadBack readBack = new ReadBack(parcel, "the object in the store");
    return store
        .read(parcel.object().key())
        .via(stop.flow())
        .map(
            chunk -> {
              readBack.update(chunk.asByteBuffer());
              moved.accept(chunk.size());
              return chunk;
            })
        .withAttributes(akka.stream.ActorAttributes.dispatcher(BLOCKING))
        .runWith(Sink.ignore(), system)
        .thenApply(done -> parcel.receipt(href(parcel), readBack.finish()));
  }

  private static String href(Parcel parcel) {
    try {
      String path = "/v1/exports/%s/files/%s".formatted(parcel.id(), parcel.fileName());
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("Invalid file name: " + parcel.fileName(), e);
    }
  }
}
