package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.landfall.export.CrashGuard;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.schema.DatabasePing;
import io.landfall.pool.NodePools;
import io.landfall.store.S3ObjectStore;

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
    CrashGuard guard) {}
