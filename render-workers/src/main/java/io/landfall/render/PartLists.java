package io.landfall.render;

import akka.Done;
import io.landfall.model.Attempt;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The lists that rendering and the making of pictures leave in the store: of parts, so that a
 * delivery can check each byte, and of the scenes that gave pixels.
 */
public final class PartLists {
  private PartLists() {}

  /** Reads the parts of an export's file in file order, with their checksums. */
  public static CompletionStage<List<StoredPart>> read(ObjectStore store, Attempt attempt) {
    return store
        .get(ObjectKeys.parts(attempt), PlanCodec.MAX_BYTES)
        .thenApply(PlanCodec::decodeParts);
  }

  /** Reads the scenes that gave at least one pixel, in mosaic order; empty: nobody has noted it. */
  public static CompletionStage<List<SceneId>> scenes(ObjectStore store, Attempt attempt) {
    return readIfThere(store, ObjectKeys.scenes(attempt), PlanCodec::decodeScenes);
  }

  /** Reads the parts of an export's picture; empty: it is not whole yet. */
  public static CompletionStage<List<StoredPart>> picture(ObjectStore store, Attempt attempt) {
    return readIfThere(store, ObjectKeys.pictureParts(attempt), PlanCodec::decodeParts);
  }

  /** Notes that an export's picture is whole. */
  public static CompletionStage<Done> writePicture(
      ObjectStore store, Attempt attempt, List<StoredPart> parts) {
    return store
        .put(ObjectKeys.pictureParts(attempt), PlanCodec.encodeParts(parts), "application/json")
        .thenApply(stored -> Done.getInstance());
  }

  private static <T> CompletionStage<List<T>> readIfThere(
      ObjectStore store, String key, Function<byte[], List<T>> decode) {
    return store
        .find(key)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedStage(List.<T>of())
                    : store.get(key, PlanCodec.MAX_BYTES).thenApply(decode));
  }
}
