package io.landfall.render;

import io.landfall.model.ExportId;
import io.landfall.model.StoredPart;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The lists of parts that rendering leaves in the store, so that a delivery can check each byte.
 */
public final class PartLists {
  private PartLists() {}

  /** Reads the parts of an export's file in file order, with their checksums. */
  public static CompletionStage<List<StoredPart>> read(ObjectStore store, ExportId id) {
    return store.get(ObjectKeys.parts(id), PlanCodec.MAX_BYTES).thenApply(PlanCodec::decodeParts);
  }
}
