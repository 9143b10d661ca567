package io.landfall.tiles;

import io.landfall.model.tile.TileImage;
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
  private final Askers askers = new Askers("this tile");

  /** Returns what will be the tile. */
  CompletableFuture<Optional<TileImage>> result() {
    return result;
  }

  /** Returns what its own rendering will come to, if it comes to one. */
  CompletableFuture<Optional<TileImage>> rendered() {
    return rendered;
  }

  /** Adds one who asks; false: nobody wanted it any more, so that it will not be made. */
  boolean join(BooleanSupplier asker) {
    return askers.join(asker);
  }

  /** Tells whether anybody still wants the tile. */
  boolean isWanted() {
    return askers.isWanted();
  }

  /**
   * Goes on if anybody still wants the tile.
   *
   * @throws io.landfall.model.ExportFailure CANCELED if nobody does; nobody can join then
   */
  void checkWanted() {
    askers.ensureWanted();
  }
}
