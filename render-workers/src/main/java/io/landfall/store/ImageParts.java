package io.landfall.store;

import akka.Done;
import io.landfall.model.ExportAttempt;
import io.landfall.model.StoredPart;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The list of parts that the encoding of an image leaves in the store, as the making of a raster of
 * scene numbers does: a later try finds the file whole by it, and a delivery can check each byte.
 */
public final class ImageParts {
  private ImageParts() {}

  /** Reads the parts of an export's image; empty: it is not whole yet. */
  public static CompletionStage<List<StoredPart>> read(ObjectStore store, ExportAttempt attempt) {
    return read(store, ObjectKeys.imageParts(attempt));
  }

  /** Reads a list; empty: there is none. */
  public static CompletionStage<List<StoredPart>> read(ObjectStore store, String key) {
    return store
        .find(key)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedStage(List.<StoredPart>of())
                    : store.get(key, PlanCodec.MAX_BYTES).thenApply(PlanCodec::decodeParts));
  }

  /** Notes that an export's image is whole. */
  public static CompletionStage<Done> write(
      ObjectStore store, ExportAttempt attempt, List<StoredPart> parts) {
    return write(store, ObjectKeys.imageParts(attempt), parts);
  }

  /** Writes a list. */
  public static CompletionStage<Done> write(ObjectStore store, String key, List<StoredPart> parts) {
    return store
        .put(key, PlanCodec.encodeParts(parts), "application/json")
        .thenApply(stored -> Done.getInstance());
  }
}
