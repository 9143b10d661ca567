package io.landfall.api.tiles;

import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.tiles.TemplateSigner.TemplateTerms;
import io.landfall.export.MapTiles;
import io.landfall.model.tile.LayerDescription;
import io.landfall.model.tile.TileLayer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A layer as it was found for somebody a moment ago.
 *
 * @see LayerFinder
 */
final class ShownLayer {
  private final LayerTarget target;
  private final LayerQuery query;
  private final String name;
  private final Principal reader;
  private final TemplateTerms terms;
  private final TileLayer layer;
  private final AtomicReference<CompletableFuture<LayerDescription>> description =
      new AtomicReference<>();

  /**
   * @param name of what it shows, for people
   * @param terms of the signature that it was found by; {@code null}: it was by a token
   */
  ShownLayer(
      LayerTarget target,
      LayerQuery query,
      String name,
      Principal reader,
      TemplateTerms terms,
      TileLayer layer) {
    this.target = target;
    this.query = query;
    this.name = name;
    this.reader = reader;
    this.terms = terms;
    this.layer = layer;
  }

  LayerTarget target() {
    return target;
  }

  LayerQuery query() {
    return query;
  }

  String name() {
    return name;
  }

  Principal reader() {
    return reader;
  }

  /** Returns what the signature says that it was found by; {@code null}: it was by a token. */
  TemplateTerms terms() {
    return terms;
  }

  TileLayer layer() {
    return layer;
  }

  /** Returns the version of what is shown: of the layer, and of the files that it is planned of. */
  String version(LayerDescription described) {
    return layer.version() + "." + described.fingerprint();
  }

  /** Asks once where the layer lies; again after a failure. */
  CompletionStage<LayerDescription> describe(MapTiles tiles) {
    CompletableFuture<LayerDescription> known = description.get();
    if (known != null && !known.isCompletedExceptionally()) {
      return known;
    }
    var asked = new CompletableFuture<LayerDescription>();
    if (!description.compareAndSet(known, asked)) {
      return describe(tiles);
    }
    try {
      tiles
          .describe(layer)
          .whenComplete(
              (found, thrown) -> {
                if (thrown == null) {
                  asked.complete(found);
                } else {
                  asked.completeExceptionally(thrown);
                }
              });
    } catch (RuntimeException refused) {
      asked.completeExceptionally(refused);
    }
    return asked;
  }
}
