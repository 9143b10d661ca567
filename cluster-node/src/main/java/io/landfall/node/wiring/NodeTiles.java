package io.landfall.node.wiring;

import io.landfall.export.MapTiles;
import io.landfall.tiles.RenderedTiles;
import io.landfall.tiles.TileSettings;

/** Joins what a node renders map tiles by. */
final class NodeTiles {
  private NodeTiles() {}

  /** Makes the tiles of a node, and shows them in its metrics. */
  static MapTiles of(NodeParts node) {
    RenderedTiles tiles =
        RenderedTiles.of(
            node.engine().layers(),
            TileSettings.from(node.config()),
            node.pools(),
            node.guard());
    node.metrics().bindTiles(tiles);
    return tiles;
  }
}
