package io.landfall.api.tiles;

import io.landfall.export.MapTiles;
import io.landfall.model.ExportAttempt;
import io.landfall.model.StoredObject;
import io.landfall.workspace.style.StyleStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the routes of map tiles ask.
 *
 * @param styles asked on a thread that may wait
 * @param signer of addresses that need no token
 */
public record TilePorts(
    MapTiles tiles, StyleStore styles, ExportFiles files, TemplateSigner signer) {

  /** Finds finished files in our store. */
  @FunctionalInterface
  public interface ExportFiles {
    /** Finds a file of an export by its name; empty: it is not there any more. */
    CompletionStage<Optional<StoredObject>> find(ExportAttempt attempt, String name);
  }
}
