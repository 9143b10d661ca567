package io.landfall.export;

import io.landfall.model.TileFormat;
import io.landfall.model.tile.BandStatistics;
import io.landfall.model.tile.LayerDescription;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.PointValues;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileImage;
import io.landfall.model.tile.TileLayer;
import io.landfall.model.tile.TileSize;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Shows imagery on maps, by the pixels that an export would have. Every stage may fail with the
 * {@link io.landfall.model.ExportFailure} that would end such an export; with NODE_BUSY when too
 * much is asked of this node at once, and with CANCELED when nobody wants the answer any more.
 */
public interface MapTiles {
  /**
   * Renders one tile.
   *
   * @param wanted asked on another thread before work begins and now and then while it goes on:
   *     false when the caller has gone
   * @return empty where the layer holds nothing; fails with OPTION_UNSUPPORTED for a format that
   *     this node does not write
   */
  CompletionStage<Optional<TileImage>> tile(
      TileLayer layer,
      TileAddress address,
      TileSize size,
      TileFormat format,
      BooleanSupplier wanted);

  /** Returns where the layer lies and what it holds. */
  CompletionStage<LayerDescription> describe(TileLayer layer);

  /**
   * Returns the values under a point.
   *
   * @param lon degrees, -180 to 180
   * @param lat degrees, -85.0511 to 85.0511, where maps in Web Mercator end; else the answer fails
   *     with REQUEST_INVALID
   * @param wanted as of a tile
   */
  CompletionStage<PointValues> point(
      TileLayer layer, double lon, double lat, BooleanSupplier wanted);

  /**
   * Counts the values of an area.
   *
   * @param area {@code null}: all of the layer. What of it lies beyond 85.0511 degrees, where maps
   *     end, is not counted; if all does, the answer fails with REQUEST_INVALID
   * @param wanted as of a tile
   * @return one a band
   */
  CompletionStage<List<BandStatistics>> statistics(
      TileLayer layer, LonLatBounds area, BooleanSupplier wanted);

  /** Returns the image formats that this node writes. */
  Set<TileFormat> formats();
}
