package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.landfall.export.CrashGuard;
import io.landfall.export.MapTiles;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.metrics.NodeMetrics;
import io.landfall.node.schema.DatabasePing;
import io.landfall.node.services.BackingServices;
import io.landfall.plan.PlannerSettings;
import io.landfall.pool.NodePools;
import io.landfall.quota.JdbcQuotas;
import io.landfall.raster.ByteSource;
import io.landfall.raster.zarr.ZippedRaster;
import io.landfall.store.ObjectByteSource;
import io.landfall.store.s3.S3ObjectStore;
import io.landfall.tiles.FileLayers;
import io.landfall.tiles.RenderedTiles;
import io.landfall.tiles.TileSettings;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What one node has once, for all that is wired on it.
 *
 * @param s3 the store without failpoints
 */
record NodeParts(
    Config config,
    NodeSettings settings,
    BackingServices services,
    RenderEngine engine,
    ActorSystem<?> system,
    NodePools pools,
    S3ObjectStore s3,
    DatabasePing ping,
    StorePing storePing,
    NodeMetrics metrics,
    CrashGuard guard,
    JdbcQuotas quotas) {

  /** Makes the map tiles of the node, and shows them in its metrics; to be called once. */
  MapTiles mapTiles() {
    var layers =
        new FileLayers(
            engine.layers(),
            PlannerSettings.from(config),
            RenderEngines.software(),
            file -> raster(new ObjectByteSource(system, s3, file)));
    RenderedTiles tiles = RenderedTiles.of(layers, TileSettings.from(config), pools, guard);
    metrics.bindTiles(tiles);
    return tiles;
  }

  private static ByteSource raster(ByteSource file) {
    try {
      return ZippedRaster.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
