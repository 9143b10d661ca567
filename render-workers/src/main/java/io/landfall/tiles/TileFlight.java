package io.landfall.tiles;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.tile.TileImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * One tile that is being made for one owner, and for all of his who ask for it meanwhile. Safe for
 * any thread.
 */
final class TileFlight {
  private final CompletableFuture<Optional<TileImage>> result = new CompletableFuture<>();
  private final CompletableFuture<Optional<TileImage>> rendered = new CompletableFuture<>();
  private final List<BooleanSupplier> wanted = new ArrayList<>();
  private boolean isGivenUp;

  /** Returns what will be the tile. */
  CompletableFuture<Optional<TileImage>> result() {
    return result;
  }

  /** Returns what its own rendering will come to, if it comes to one. */
  CompletableFuture<Optional<TileImage>> rendered() {
    return rendered;
  }

  /** Adds one who asks; false: nobody wanted it any more, so that it will not be made. */
  synchronized boolean join(BooleanSupplier asker) {
    if (!isGivenUp) {
      wanted.add(asker);
    }
    return !isGivenUp;
  }

  /** Tells whether anybody still wants the tile. */
  synchronized boolean isWanted() {
    return !isGivenUp && wanted.stream().anyMatch(BooleanSupplier::getAsBoolean);
  }

  /**
   * Goes on if anybody still wants the tile.
   *
   * @throws ExportFailure CANCELED if nobody does; nobody can join then
   */
  synchronized void checkWanted() {
    isGivenUp = isGivenUp || wanted.stream().noneMatch(BooleanSupplier::getAsBoolean);
    if (isGivenUp) {
      throw new ExportFailure(ErrorCode.CANCELED, "Nobody waits for this tile any more.");
    }
  }
}
