package io.landfall.delivery.s3;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.landfall.pool.NodeMemory;
import io.landfall.pool.OwnerMemory;

/**
 * The memory that deliveries into buckets of users take together on a node. It is apart from what
 * rendering takes: a bucket may be slow for hours, and whoever waits for it keeps nobody else
 * waiting.
 */
final class BucketMemory implements Extension {
  /** As a part of {@link NodeMemory}, beside it. */
  private static final int SHARE = 4;

  /** Of two owners' deliveries in parts of the usual size. */
  private static final long LEAST_BYTES = 192L << 20;

  private static final ExtensionId<BucketMemory> ID =
      new ExtensionId<>() {
        @Override
        public BucketMemory createExtension(ActorSystem<?> system) {
          long bytes = NodeMemory.bytes(system.settings().config()) / SHARE;
          return new BucketMemory(new OwnerMemory(Math.max(LEAST_BYTES, bytes)));
        }
      };

  private final OwnerMemory memory;

  private BucketMemory(OwnerMemory memory) {
    this.memory = memory;
  }

  /** Returns that of a node. */
  static OwnerMemory of(ActorSystem<?> system) {
    return ID.apply(system).memory;
  }
}
